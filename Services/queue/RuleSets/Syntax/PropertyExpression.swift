/// An expression such as `avg(teams[red].players.attributes[skill])`: values of a match, by team and player.
public indirect enum PropertyExpression: Sendable, Hashable {
    /// Which teams a path begins with.
    public enum Teams: Sendable, Hashable {
        /// `teams[*]`: a list of all.
        case all
        /// `teams[red]`, `teams[red,blue]`: names of teams, or of single sides such as `red_2`.
        case named([String])
    }

    public enum Function: String, Sendable, Hashable, CaseIterable {
        case min
        case max
        case avg
        case median
        case sum
        case count
        case stddev
        case flatten
        case setIntersection = "set_intersection"
    }

    /// `teams[…]`
    case teams(Teams)
    /// `teams[…].players`
    case players(Teams)
    /// `teams[…].players[playerId]`, which may also be written `teams[…].players.playerId`
    case playerIDs(Teams)
    /// `teams[…].players.attributes[name]`
    case attribute(String, of: Teams)
    case apply(Function, PropertyExpression)

    /// The teams that the path at the bottom begins with.
    public var path: Teams {
        switch self {
        case .teams(let teams), .players(let teams), .playerIDs(let teams), .attribute(_, of: let teams): teams
        case .apply(_, let inner): inner.path
        }
    }

    /// The attribute at the bottom, if it is one.
    public var attribute: String? {
        switch self {
        case .attribute(let name, _): name
        case .apply(_, let inner): inner.attribute
        case .teams, .players, .playerIDs: nil
        }
    }
}

extension PropertyExpression: CustomStringConvertible {
    /// The expression as it is written.
    public var description: String {
        switch self {
        case .teams(let teams): "teams[\(teams)]"
        case .players(let teams): "teams[\(teams)].players"
        case .playerIDs(let teams): "teams[\(teams)].players[playerId]"
        case .attribute(let name, let teams): "teams[\(teams)].players.attributes[\(name)]"
        case .apply(let function, let inner): "\(function.rawValue)(\(inner))"
        }
    }
}

extension PropertyExpression.Teams: CustomStringConvertible {
    public var description: String {
        switch self {
        case .all: "*"
        case .named(let names): names.joined(separator: ",")
        }
    }
}
