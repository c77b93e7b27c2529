import Testing

@testable import Redis

@Suite("The queue of commands")
struct FirstInFirstOutTests {
    @Test("Keeps its order over random additions and removals, as an array does")
    func order() {
        var random = SystemRandomNumberGenerator()
        var queue = FirstInFirstOut<Int>()
        var model: [Int] = []
        for number in 0..<20_000 {
            if Int.random(in: 0..<5, using: &random) < 3 {
                queue.append(number)
                model.append(number)
            } else {
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(queue.count == model.count)
            #expect(queue.first == model.first)
        }
        #expect(queue.removeAll { $0.isMultiple(of: 2) } == model.filter { $0.isMultiple(of: 2) })
        model.removeAll { $0.isMultiple(of: 2) }
        while let next = queue.popFirst() { #expect(next == model.removeFirst()) }
        #expect(model.isEmpty)
    }
}
