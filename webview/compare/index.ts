// Entry of the compare page: wires its state, its view and the messages of the extension.
import './style.css';

document.body.textContent = 'compare';
