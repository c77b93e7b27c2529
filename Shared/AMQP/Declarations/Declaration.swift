/// One step of setting up, checking or taking down what the broker holds.
public enum Declaration: Sendable, Hashable {
    case exchange(ExchangeDeclaration)
    case queue(QueueDeclaration)
    case bind(Binding)
    case unbind(Binding)
    /// Fails with `.notFound` when there is no such exchange; changes nothing.
    case checkExchange(String)
    /// Fails with `.notFound` when there is no such queue; changes nothing.
    case checkQueue(String)
    case deleteExchange(String)
    case deleteQueue(String)
    case purgeQueue(String)

    /// What a step found or made.
    public struct Outcome: Sendable, Hashable {
        /// The queue's name; of interest where the broker made it up.
        public var queue: String = ""
        /// Messages ready in the queue, or how many were purged or deleted with it.
        public var messages: Int = 0
        public var consumers: Int = 0
    }
}
