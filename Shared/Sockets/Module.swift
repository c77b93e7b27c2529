// Module Sockets
