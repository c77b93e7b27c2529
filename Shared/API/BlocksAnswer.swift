import Contracts

/// 200 of `/user/blocks`: whom the caller is never matched with, in the order in which they were blocked.
public struct BlocksAnswer: Codable, Sendable {
    public struct Block: Codable, Sendable {
        public var playerId: PlayerID
        public var username: String

        public init(playerId: PlayerID, username: String) {
            self.playerId = playerId
            self.username = username
        }
    }

    public var blocks: [Block]

    public init(blocks: [Block]) { self.blocks = blocks }
}
