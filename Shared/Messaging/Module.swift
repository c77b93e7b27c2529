// Module Messaging
