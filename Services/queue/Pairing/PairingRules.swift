/// What decides over pairs, and how long each state may last.
public struct PairingRules: Sendable, Hashable {
    /// The longest round trip that is good enough, in milliseconds.
    public var longestPing: Double
    /// Without a sign for so long, a matcher deletes itself.
    public var silence = Duration.seconds(60)
    /// From the making of a pair until its host must listen.
    public var opening = Duration.seconds(30)
    /// For how long somebody who was told to go may ask again.
    public var repeats = Duration.seconds(30)
    /// What pairs get at least after a change of owner: nobody could call meanwhile.
    public var grace = Duration.seconds(10)

    public init(longestPing: Double = 126) { self.longestPing = longestPing }
}
