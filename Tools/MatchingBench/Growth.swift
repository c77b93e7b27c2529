import Glibc

/// How a cost grows with a size.
public enum Growth {
    /// The exponent of the power law that fits best, by least squares of the logarithms.
    public static func exponent(of costs: [(open: Int, cost: Double)]) -> Double {
        let points = costs.map { (x: log(Double($0.open)), y: log($0.cost)) }
        let count = Double(points.count)
        let mean = (x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
        let slope = points.reduce(0) { $0 + ($1.x - mean.x) * ($1.y - mean.y) }
        return slope / points.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) }
    }
}
