import CRabbitMQ

extension ChannelHandle {
    /// Carries out one step. A refusal closes the channel: this handle is then of no more use.
    @discardableResult
    func perform(_ declaration: Declaration) throws(AMQPError) -> Declaration.Outcome {
        scratch.reset()
        switch declaration {
        case .exchange(let exchange):
            guarded {
                _ = amqp_exchange_declare(
                    connection, Self.number, scratch.bytes(exchange.name), scratch.bytes(exchange.kind.rawValue), 0,
                    exchange.isDurable ? 1 : 0, exchange.isAutoDelete ? 1 : 0, 0, scratch.table(exchange.arguments))
            }
            try check("declaring exchange '\(exchange.name)'")
        case .checkExchange(let name):
            guarded {
                _ = amqp_exchange_declare(
                    connection, Self.number, scratch.bytes(name), scratch.bytes("direct"), 1, 0, 0, 0, amqp_table_t())
            }
            try check("checking exchange '\(name)'")
        case .queue(let queue):
            return try declare(queue, passive: false)
        case .checkQueue(let name):
            return try declare(QueueDeclaration(name, durable: false), passive: true)
        case .bind(let binding):
            guarded {
                _ = amqp_queue_bind(
                    connection, Self.number, scratch.bytes(binding.queue), scratch.bytes(binding.exchange),
                    scratch.bytes(binding.routingKey), scratch.table(binding.arguments))
            }
            try check("binding '\(binding.queue)' to '\(binding.exchange)'")
        case .unbind(let binding):
            guarded {
                _ = amqp_queue_unbind(
                    connection, Self.number, scratch.bytes(binding.queue), scratch.bytes(binding.exchange),
                    scratch.bytes(binding.routingKey), scratch.table(binding.arguments))
            }
            try check("unbinding '\(binding.queue)' from '\(binding.exchange)'")
        case .deleteExchange(let name):
            guarded { _ = amqp_exchange_delete(connection, Self.number, scratch.bytes(name), 0) }
            try check("deleting exchange '\(name)'")
        case .deleteQueue(let name):
            let reply = guarded { amqp_queue_delete(connection, Self.number, scratch.bytes(name), 0, 0) }
            try check("deleting queue '\(name)'")
            return Declaration.Outcome(queue: name, messages: Int(reply?.pointee.message_count ?? 0))
        case .purgeQueue(let name):
            let reply = guarded { amqp_queue_purge(connection, Self.number, scratch.bytes(name)) }
            try check("purging queue '\(name)'")
            return Declaration.Outcome(queue: name, messages: Int(reply?.pointee.message_count ?? 0))
        }
        return Declaration.Outcome()
    }

    private func declare(_ queue: QueueDeclaration, passive: Bool) throws(AMQPError) -> Declaration.Outcome {
        let reply = guarded {
            amqp_queue_declare(
                connection, Self.number, scratch.bytes(queue.name), passive ? 1 : 0, queue.isDurable ? 1 : 0,
                queue.isExclusive ? 1 : 0, queue.isAutoDelete ? 1 : 0, scratch.table(queue.arguments))
        }
        try check("\(passive ? "checking" : "declaring") queue '\(queue.name)'")
        guard let reply else { throw AMQPError(.transport, "queue.declare: no answer") }
        return Declaration.Outcome(
            queue: String(reply.pointee.queue), messages: Int(reply.pointee.message_count),
            consumers: Int(reply.pointee.consumer_count))
    }
}
