import Contracts

/// Places on one side of a running match that are to be filled.
public struct Opening: Codable, Sendable, Hashable {
    public let faction: String
    /// How many were asked for.
    public var wanted: Int
    /// How many nobody has been asked for yet.
    public var places: Int
    /// The oldest that is open; its age counts from here.
    public let since: Timestamp

    public init(faction: String, wanted: Int, since: Timestamp) {
        self.faction = faction
        self.wanted = wanted
        places = wanted
        self.since = since
    }
}

/// A ticket that is asked whether it wants to join a running match.
public struct Joining: Codable, Sendable, Hashable {
    /// All of one ticket.
    public var seats: [Seat]
    public var readyCheck: ReadyCheck

    public init(seats: [Seat], acceptBy: Timestamp) {
        self.seats = seats
        readyCheck = ReadyCheck(seats: seats.count, acceptBy: acceptBy)
    }

    public var ticketID: TicketID { seats[0].ticketID }
    public var faction: String { seats[0].faction }
}

extension LiveMatch {
    /// Whether somebody is still to be found for it.
    var isSeeking: Bool { stage == .playing && (openings ?? []).contains { $0.places > 0 } }

    /// Those who play now, on one side.
    func players(in faction: String) -> Int { seats.count { $0.faction == faction && !$0.hasLeft } }

    /// Of the ticket of a player who is asked to join.
    func joining(of playerID: PlayerID) -> Int? {
        joinings?.firstIndex { joining in joining.seats.contains { $0.playerID == playerID } }
    }

    /// More places, or the first.
    mutating func open(_ places: Int, in faction: String, at now: Timestamp) {
        if let index = openings?.firstIndex(where: { $0.faction == faction }) {
            openings?[index].wanted += places
            openings?[index].places += places
        } else {
            openings = (openings ?? []) + [Opening(faction: faction, wanted: places, since: now)]
        }
    }

    /// Somebody is asked.
    mutating func ask(_ joining: Joining) {
        change(joining.faction) { $0.places -= joining.seats.count }
        joinings = (joinings ?? []) + [joining]
    }

    /// Takes a ticket off the list of those who are asked. Their places are open again, unless they join.
    mutating func takeJoining(_ index: Int, joins: Bool) -> Joining? {
        guard let joining = joinings?.remove(at: index) else { return nil }
        if joinings?.isEmpty == true { joinings = nil }
        if !joins { change(joining.faction) { $0.places += joining.seats.count } }
        openings?.removeAll { opening in
            opening.places == 0 && !(joinings ?? []).contains { $0.faction == opening.faction }
        }
        if openings?.isEmpty == true { openings = nil }
        return joining
    }

    /// Those who have said yes play from now on.
    mutating func admit(_ joining: Joining) {
        seats += joining.seats
        readyCheck.add(accepted: joining.seats.count)
        joined = (joined ?? 0) + 1
    }

    private mutating func change(_ faction: String, _ change: (inout Opening) -> Void) {
        guard let index = openings?.firstIndex(where: { $0.faction == faction }) else { return }
        change(&openings![index])
    }
}
