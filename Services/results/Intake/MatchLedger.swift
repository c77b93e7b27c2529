import Contracts

/// All that results knows of one match, and what it makes of what it hears.
///
/// ```
///   MatchConfirmation          ReportMatch of the holder
///  ──────────────────▶ open ───────────────────────────▶ completed ── the same again: success
///                       │                                    └─────── another: conflict, disputed
///                       └──── AbandonmentRequested ────▶ abandoned ── any report: conflict
/// ```
///
/// An ending is for ever; the first that is committed wins. The shell loads a ledger under a row lock, lets it handle one
/// message, and commits the ledger and its announcements together.
public struct MatchLedger: Sendable, Hashable {
    public enum Ending: Sendable, Hashable {
        case completed(Claim, at: Timestamp)
        case abandoned(at: Timestamp)
    }

    /// The booking that counts.
    public private(set) var confirmation: MatchConfirmation
    public private(set) var ending: Ending?
    /// What the result made of the players' ratings; `nil` without a result, and for one that isn't rated.
    public private(set) var rating: MatchRating?
    /// Refused claims that differed from the one that counts, each once.
    public private(set) var disputes: [Claim]
    /// The number of the last announcement.
    public private(set) var sequence: Int

    /// So many differing claims are kept and announced; further ones are only refused, so that a server that goes mad doesn't
    /// flood the log.
    public static let disputeLimit = 16

    /// As it was stored.
    public init(
        confirmation: MatchConfirmation, ending: Ending?, rating: MatchRating? = nil, disputes: [Claim], sequence: Int
    ) {
        self.confirmation = confirmation
        self.ending = ending
        self.rating = rating
        self.disputes = disputes
        self.sequence = sequence
    }

    /// The ledger of a match that wasn't known before, and the first thing told of it.
    public static func opened(by confirmation: MatchConfirmation) -> (ledger: MatchLedger, announcement: Announcement) {
        var ledger = MatchLedger(confirmation: confirmation, ending: nil, disputes: [], sequence: 0)
        let announcement = ledger.announce(.confirmed)
        return (ledger, announcement)
    }

    /// Takes note of a confirmation. Only a later booking of a match under way, or one with players who have joined since,
    /// changes anything; it is told to nobody, since the match was confirmed before.
    ///
    /// - Returns: whether the ledger changed.
    public mutating func confirm(_ newer: MatchConfirmation) -> Bool {
        precondition(newer.matchID == confirmation.matchID)
        guard ending == nil, newer.booking > confirmation.booking else { return false }
        confirmation = newer
        return true
    }

    /// Ends the match without a result, unless it has ended.
    ///
    /// - Returns: what is to be told; `nil` when there was nothing left to end.
    public mutating func abandon(at now: Timestamp) -> Announcement? {
        guard ending == nil else { return nil }
        ending = .abandoned(at: now)
        return announce(.abandoned)
    }

    public enum Verdict: Sendable, Hashable {
        /// The claim counts from now on: ``rate(_:)`` comes next.
        case counts
        /// The same claim counts already.
        case repeated
        /// Another claim counts; the announcement is `nil` when this difference was told before.
        case disputed(Announcement?, Refusal)
        case refused(Refusal)
        /// Not the holder as far as is known here, or somebody is named who isn't known to play; but the match may have been
        /// booked anew, and players may have joined it: ask the queue, then again.
        case askQueue
    }

    /// Decides a report.
    ///
    /// - Parameters:
    ///   - holderIsCertain: the queue has been asked who holds the match and who plays it, and ``confirm(_:)`` was told.
    public mutating func report(
        _ claim: Claim, by reporter: PlayerID, holderIsCertain: Bool, at now: Timestamp
    ) -> Verdict {
        guard confirmation.serverUser == reporter || confirmation.serverUser.rawValue.isEmpty else {
            guard ending != nil || holderIsCertain else { return .askQueue }
            return .refused(Refusal(.forbidden, "the match is another server's"))
        }
        let errors = namingErrors(in: claim)
        guard errors.isEmpty else {
            let mayHaveJoined = ending == nil && !holderIsCertain && namesStrangers(claim)
            return mayHaveJoined ? .askQueue : .refused(Refusal(.invalid, errors: errors))
        }
        switch ending {
        case nil:
            ending = .completed(claim, at: now)
            return .counts
        case .completed(claim, _):
            return .repeated
        case .completed:
            let refusal = Refusal(.conflict, "another result of this match is recorded", matchID: confirmation.matchID)
            guard !disputes.contains(claim), disputes.count < Self.disputeLimit else { return .disputed(nil, refusal) }
            disputes.append(claim)
            return .disputed(announce(.disputed), refusal)
        case .abandoned:
            return .refused(Refusal(.conflict, "the match was abandoned", matchID: confirmation.matchID))
        }
    }

    /// Tells a result that counts since a moment ago, and what it made of the players' ratings.
    ///
    /// - Parameter rating: `nil` when the match isn't rated.
    public mutating func rate(_ rating: MatchRating?) -> [Announcement] {
        precondition(rating.map { $0.changes.map(\.playerID) == confirmation.players.map(\.playerID) } ?? true)
        self.rating = rating
        let recorded = announce(.recorded(rating?.ratings(in: confirmation.mode)))
        guard let rating else { return [recorded] }
        let change = RatingChanged(
            matchID: confirmation.matchID, mode: confirmation.mode, season: rating.season, changes: rating.changes)
        return [recorded, announce(.ratingChanged(change))]
    }

    private mutating func announce(_ kind: Announcement.Kind) -> Announcement {
        sequence += 1
        return Announcement(kind: kind, sequence: sequence, match: record)
    }

    private func namesStrangers(_ claim: Claim) -> Bool {
        let known = Set(confirmation.players.map(\.nickname))
        return claim.placements.contains { !known.contains($0.nickname) }
    }

    /// Players that the claim doesn't name, names twice, or names though they weren't there.
    private func namingErrors(in claim: Claim) -> [Refusal.FieldError] {
        var missing: [String: Int] = [:]
        for player in confirmation.players { missing[player.nickname, default: 0] += 1 }
        var errors: [Refusal.FieldError] = []
        for entry in claim.placements {
            switch missing[entry.nickname] {
            case nil: errors.append(Refusal.FieldError("outcome", "\(entry.nickname) is no player of this match"))
            case 0?: errors.append(Refusal.FieldError("outcome", "\(entry.nickname) is named more than once"))
            case let count?: missing[entry.nickname] = count - 1
            }
        }
        for player in confirmation.players where missing[player.nickname, default: 0] > 0 {
            errors.append(Refusal.FieldError("outcome", "\(player.nickname) is not named"))
        }
        return errors
    }
}
