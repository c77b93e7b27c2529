import Contracts

/// What a shard's worker wants done, in this order. The shell does it and decides nothing.
public enum WorkerAction: Sendable {
    /// Read the shard, having locked its row so that no earlier transaction of the same owner is still open.
    case load(TransactionID, epoch: Int64)
    /// Begin a transaction: fence, then admit.
    case begin(TransactionID, Admission)
    case book(TransactionID, BookingStep)
    case commit(TransactionID, Writes)
    /// End the transaction without a trace; nothing is answered to this.
    case rollBack(TransactionID)

    /// After the commit, and in this order.
    case reply(DeliveryID, CommandReply)
    /// New states of players, to a gateway that watches them.
    case tell(GatewayID, [PlayerView])
    /// How peers with open sockets there stand.
    case tellPeers(GatewayID, [PeerView])
    /// The list of matches of these server users has changed; whoever waits for it is to be told.
    case tellServers([PlayerID])
    case relay([OutboxMessage])
    /// Tickets that have left the queue, for those who record them.
    case record([RecordedTicket])
    case ack([DeliveryID])
    /// Commands that were not carried out, since nobody waits for them any more.
    case expire([DeliveryID])
    /// A command that can't be carried out, whatever is done.
    case deadLetter(DeliveryID)

    /// Take those out of their parties who have gone without a word, so that the others can go on. Nothing comes of it if one
    /// has a ticket again.
    case leaveParties([PlayerID])
    /// What is to be done about streaming hosts; `hostNews` answers it.
    case hosts(HostErrands)

    /// The shard has a new owner who is ready: gateways are to watch again.
    case announce
    /// Count the free servers that fit each of these modes.
    case probe([ModeName])
    /// Call again at this time; `nil`: not needed. Replaces the time before.
    case setTimer(Timestamp?)
    /// The shard is not this worker's any more, and nothing of it is left in memory: stop consuming.
    case gaveUp
}
