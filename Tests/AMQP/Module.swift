// Tests AMQP
