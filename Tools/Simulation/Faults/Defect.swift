/// A mistake built into the simulated shell or database on purpose: a simulator that doesn't find them is of no use.
public enum Defect: String, Sendable, Hashable, CaseIterable {
    /// Transactions don't look whether the shard is still theirs.
    case noEpochCheck
    /// Commands are acknowledged when they arrive.
    case ackBeforeCommit
    /// Players are claimed without looking whether somebody else has them.
    case noUniqueClaim
    /// A reload doesn't wait for an earlier transaction of the same owner whose end is unknown.
    case loadWithoutLock
    /// Known command ids are carried out again.
    case noCommandIDs
    /// Two transactions may book the same free server.
    case noServerLock
    /// A party changes though somebody claims its members at this moment.
    case partiesNotLocked
    /// Members leave a party though its ticket is open.
    case leavingWhileQueued
    /// A peer's row keeps what it was first written with.
    case matchersWrittenOnce
    /// The rows of pairs that are over stay.
    case pairsNotDeleted
}
