import Contracts

/// Something that would have a ticket matched while everything else stays as it is, as trying it has shown.
public struct Remedy: Sendable, Hashable {
    public enum Change: Sendable, Hashable {
        /// So much more time passes, in which nobody comes and nobody leaves but those whose time is over.
        case wait(Duration)
        /// The number of each of the ticket's players is greater by so much, or less when it is negative.
        case number(attribute: String, by: Double)
        /// The text of each of them is this one; where they bring lists, it is in them, too.
        case text(attribute: String, to: String)
        /// They measure so many milliseconds less to each region.
        case latency(lessBy: Double)
        /// So many more players come, each alone, who bring what the ticket's first player does; where a text is named, with that
        /// in the place of it, or in a list of theirs.
        case players(Int, text: Text?)
    }

    public struct Text: Sendable, Hashable {
        public var attribute: String
        public var value: String

        public init(attribute: String, value: String) {
            self.attribute = attribute
            self.value = value
        }
    }

    public var change: Change
    /// In which mode it is matched then.
    public var mode: ModeName

    public init(_ change: Change, in mode: ModeName) {
        self.change = change
        self.mode = mode
    }
}
