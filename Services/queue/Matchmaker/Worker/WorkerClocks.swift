import Contracts
import PairingCore
import WaitsCore

/// What a worker remembers of times, and across a loss of its memory.
struct WorkerClocks: Sendable {
    static let probing = Duration.milliseconds(250)
    static let statisticsInterval = Duration.seconds(1)
    static let sweeping = Duration.seconds(15)

    /// Somebody else had the shard until now.
    var takenOver = false
    /// In a row.
    var failures = 0
    /// Kept over a reload by the same owner.
    var presence: Presence?
    var peerPresence: PeerPresence?
    var waits: WaitBook?
    /// When the shell is to call.
    var timer: Timestamp?
    /// There was an outage; open checks are to get more time as soon as no transaction is under way.
    var graceIsDue = false
    /// Since when the broker is away.
    var linkDownSince: Timestamp?
    private(set) var nextProbe: Timestamp?
    private var outageSince: Timestamp?
    private var lastStatistics: [ModeName: ModeStatistics] = [:]
    private var statisticsFrom: Timestamp?
    private var sweptAt: Timestamp?

    /// 50 ms, doubled with each failure up to a second.
    var pause: Duration { min(.seconds(1), .milliseconds(50 << Int64(min(failures, 5)))) }

    mutating func outageBegan(at time: Timestamp) { outageSince = outageSince ?? time }
    mutating func outageEnded() { outageSince = nil }

    func outageLasted(until now: Timestamp) -> Bool {
        outageSince.map { now - $0 > ShardWorker.outage } ?? false
    }

    /// The modes to ask about, if it is time to.
    mutating func probe(_ modes: [ModeName], at now: Timestamp) -> [ModeName]? {
        if let nextProbe, nextProbe > now { return nil }
        nextProbe = now + Self.probing
        return modes
    }

    private func changed(_ statistics: [ModeName: ModeStatistics]) -> [ModeStatistics] {
        statistics.filter { $0.value != lastStatistics[$0.key] }.map(\.value).sorted { $0.mode < $1.mode }
    }

    func nextStatistics(_ statistics: [ModeName: ModeStatistics]) -> Timestamp? {
        changed(statistics).isEmpty ? nil : statisticsFrom
    }

    func statisticsAreDue(_ statistics: [ModeName: ModeStatistics], at now: Timestamp) -> Bool {
        (statisticsFrom ?? now) <= now && !changed(statistics).isEmpty
    }

    /// What changed, unless some was written a moment ago.
    func statisticsToWrite(_ statistics: [ModeName: ModeStatistics], at now: Timestamp) -> [ModeStatistics] {
        statisticsAreDue(statistics, at: now) ? changed(statistics) : []
    }

    mutating func written(_ statistics: [ModeStatistics], at now: Timestamp) {
        guard !statistics.isEmpty else { return }
        for row in statistics { lastStatistics[row.mode] = row }
        statisticsFrom = now + Self.statisticsInterval
    }

    mutating func presenceIsToBeSwept(at now: Timestamp) -> Bool {
        guard let sweptAt, now - sweptAt < Self.sweeping else {
            self.sweptAt = now
            return true
        }
        return false
    }
}
