// Entry of the dashboard page: wires its state, its view and the messages of the extension.
document.body.textContent = 'dashboard';
