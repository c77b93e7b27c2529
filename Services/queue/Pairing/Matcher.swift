import Contracts

/// A peer in the queue, as the database keeps it.
public struct Matcher: Codable, Sendable, Hashable {
    public let id: MatcherID
    public var address: PeerAddress
    /// A filter; `nil` is a pool of its own.
    public var region: String?
    /// Whom it is never to be offered again, and who isn't offered it: sorted. Whoever has left may still be in it.
    public private(set) var badMatchIDs: [MatcherID]
    public var enteredAt: Timestamp

    public init(
        id: MatcherID, address: PeerAddress, region: String?, badMatchIDs: [MatcherID] = [], enteredAt: Timestamp
    ) {
        self.id = id
        self.address = address
        self.region = region
        self.badMatchIDs = badMatchIDs.sorted()
        self.enteredAt = enteredAt
    }

    func isBad(_ other: MatcherID) -> Bool {
        let index = badMatchIDs.lowerBound(other)
        return index < badMatchIDs.count && badMatchIDs[index] == other
    }

    mutating func noteBad(_ other: MatcherID) {
        let index = badMatchIDs.lowerBound(other)
        if index == badMatchIDs.count || badMatchIDs[index] != other { badMatchIDs.insert(other, at: index) }
    }

    mutating func forget(_ other: MatcherID) {
        let index = badMatchIDs.lowerBound(other)
        if index < badMatchIDs.count, badMatchIDs[index] == other { badMatchIDs.remove(at: index) }
    }
}

extension [MatcherID] {
    /// Where the first that isn't less than `id` stands in a sorted list.
    fileprivate func lowerBound(_ id: MatcherID) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
