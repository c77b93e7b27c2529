/// What is told to the broker about one delivery, or about all up to it.
struct Settlement: Sendable, Hashable {
    enum Disposition: Sendable, Hashable {
        /// Done: `basic.ack`.
        case accepted
        /// To be delivered again: `basic.nack` with requeue.
        case requeued
        /// Not to be delivered again, goes to the dead-letter exchange if there is one: `basic.nack`.
        case rejected
    }

    let tag: UInt64
    /// All unsettled deliveries up to the tag are meant.
    let multiple: Bool
    let disposition: Disposition
}
