import API
import Contracts

/// A party as JSON, or that there is none.
enum PartyAnswer {
    static func bytes(_ party: Party?) throws -> [UInt8] {
        guard let party else { return try JSONBody.encode(NotInPartyBody()) }
        return try JSONBody.encode(PartyBody(party))
    }
}
