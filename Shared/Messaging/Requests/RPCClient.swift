import AMQP
import Contracts
import FoundationEssentials
import Logging
import ServiceLifecycle
import Threads

/// Asks other services, and awaits their replies.
///
/// Nothing is sent twice here: whoever gets `.deadline` decides whether to ask again, with the same command id.
public final class RPCClient: Service {
    private let requester: Requester
    private let lanes = Locked<[String: RequestLane]>([:])

    public init(
        _ configuration: AMQPConfiguration, name: String = "rpc", logger: Logger = Logger(label: "muster.rpc")
    ) {
        requester = Requester(configuration, name: name, logger: logger)
    }

    /// Keeps the connection up until shutdown; then takes nothing new and waits for the replies that are outstanding.
    public func run() async throws { try await requester.run() }

    /// True while there is a connection, for readiness.
    public var isConnected: Bool { requester.isConnected }

    /// Returns when there is a connection. Throws `.unavailable` when there is none within the time.
    public func connected(within limit: Duration) async throws(RPCError) {
        do { try await requester.connected(within: limit) } catch { throw RPCError(error) }
    }

    /// Asks any replica of a service; one that is down is `.unavailable` at once.
    public func call<R: ServiceRequest>(_ request: R, deadline: Duration) async throws(RPCError) -> R.Reply {
        // A lane for each kind of request: a quick one doesn't wait for the reply of a slow one in the same message.
        let lane = lane(exchange: "", routingKey: BrokerNames.requests(R.service), kind: R.name)
        return try await call(request, over: lane, deadline: deadline)
    }

    /// Tells the owner of a shard what to do. The command waits for an owner, at most until the deadline.
    public func call<C: ShardCommand>(_ command: C, shard: Shard, deadline: Duration) async throws(RPCError) -> C.Reply
    {
        try await call(command, over: lane(of: shard), deadline: deadline)
    }

    /// Tells the owner of a shard something that may be lost. Returns at once; throws only when nothing can be sent.
    public func notify<N: ShardNotice>(_ notice: N, shard: Shard) async throws(RPCError) {
        if let refusal = requester.refusal { throw RPCError(refusal) }
        enqueue(
            RequestLane.Waiting(
                type: N.name, body: try Self.encode(notice), deadline: .now + Self.noticeLife, continuation: nil),
            over: lane(of: shard))
    }

    /// How long a notice may wait for the shard's owner.
    private static let noticeLife = Duration.seconds(5)

    private func call<R: Request>(
        _ request: R, over lane: RequestLane, deadline: Duration
    ) async throws(RPCError) -> R.Reply {
        let body = try Self.encode(request)
        let end = ContinuousClock.now + deadline
        let result: Result<Data, RPCError> = await withCheckedContinuation { continuation in
            enqueue(
                RequestLane.Waiting(type: R.name, body: body, deadline: end, continuation: continuation), over: lane)
        }
        switch ReplyEnvelope(json: try result.get()) {
        case .reply(let json):
            do {
                return try VerbatimJSON.decode(R.Reply.self, from: json)
            } catch {
                throw .failed("the reply to \(R.name) can't be read: \(error)")
            }
        case .failure(let code, let reason): throw RPCError(code: code, reason: reason)
        case nil: throw .failed("the reply to \(R.name) can't be read")
        }
    }

    private func enqueue(_ request: RequestLane.Waiting, over lane: RequestLane) {
        if lane.append(request) { requester.ready(lane) }
    }

    private func lane(of shard: Shard) -> RequestLane {
        lane(exchange: BrokerNames.shards, routingKey: String(shard.number), kind: "")
    }

    private func lane(exchange: String, routingKey: String, kind: String) -> RequestLane {
        lanes.withLock { lanes in
            let key = "\(exchange) \(routingKey) \(kind)"
            if let lane = lanes[key] { return lane }
            let lane = RequestLane(exchange: exchange, routingKey: routingKey)
            lanes[key] = lane
            return lane
        }
    }

    private static func encode(_ value: some Encodable) throws(RPCError) -> Data {
        do { return try VerbatimJSON.encode(value) } catch { throw .failed("the request can't be written: \(error)") }
    }
}
