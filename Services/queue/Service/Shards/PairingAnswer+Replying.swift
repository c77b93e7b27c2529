import Contracts
import Messaging
import PairingCore

extension PairingAnswer {
    /// Puts the answer into the reply of the command's message. Throws what the encoder throws.
    func reply(to request: IncomingRequest) throws {
        switch self {
        case .view(let view): try request.reply(Outcome<PeerView>.success(view))
        case .verdict(let verdict): try request.reply(Outcome<PingVerdict>.success(verdict))
        case .done: try request.reply(Outcome<Done>.success(Done()))
        case .notHost: try request.reply(Outcome<Done>.refused(Refusal(.conflict, "this peer is not to host a pair")))
        case .unknown: try request.reply(Outcome<Done>.refused(Refusal(.notFound, "there is no such peer")))
        }
    }
}
