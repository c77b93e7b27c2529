/// What a consumer reads.
public enum ConsumerQueue: Sendable, Hashable {
    /// A queue that somebody else declares. While it is missing, the consumer tries again and again.
    case existing(String)
    /// A queue that the consumer declares and binds itself, each time it connects. In bindings an empty queue name stands for
    /// the declared queue.
    case declared(QueueDeclaration, bindings: [Binding] = [])
}
