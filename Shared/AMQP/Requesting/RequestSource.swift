/// Something that collects requests and is asked for the next one at the moment of writing.
///
/// So whatever has gathered while the thread was busy can go into one message: no timer, no delay when idle.
public protocol RequestSource: AnyObject, Sendable {
    /// The next message to write; nil when there is nothing more. Called on the requester's thread: must be quick.
    func nextRequest() -> OutgoingRequest?

    /// What is waiting can't be sent.
    func requestsFailed(_ error: AMQPError)
}
