// Module WebSocket
