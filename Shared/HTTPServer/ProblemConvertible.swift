/// An error of somebody else's that knows how it is told to clients.
public protocol ProblemConvertible: Error {
    var problem: Problem { get }
}
