/// The regions that the clients of seed 001 know, each by its short and its long name.
public enum LobbyRegion {
    private static let longNames = [
        "NA West": "NorthAmericaWest", "NA East": "NorthAmericaEast", "SA": "SouthAmerica", "EU": "Europe",
        "Middle East": "MiddleEast", "Asia": "Japan", "OCE": "Australia",
    ]
    private static let known = Set(longNames.values)

    /// The long name; `nil` for a region that these clients don't know.
    public static func named(_ text: String) -> String? { longNames[text] ?? (known.contains(text) ? text : nil) }

    /// The region of a peer that may name any: the long name where it is a short one.
    public static func pool(_ text: String) -> String { longNames[text] ?? text }
}
