// Module AMQP
