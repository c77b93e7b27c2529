// Tests Messaging
