import Collections
import Testing

@Suite struct HeapTests {
    @Test("Whatever goes in comes out in order", arguments: 0..<20) func order(count: Int) {
        var generator = SystemRandomNumberGenerator()
        let numbers = (0..<count).map { _ in Int.random(in: 0..<10, using: &generator) }
        var heap = Heap<Int>()
        for number in numbers { heap.insert(number) }
        #expect(heap.count == count)
        var taken: [Int] = []
        while let least = heap.popMin() { taken.append(least) }
        #expect(taken == numbers.sorted())
        #expect(heap.isEmpty && heap.min == nil)
    }

    @Test("What is taken out of the middle is gone, the rest stays in order") func removeAll() {
        var heap = Heap<Int>()
        for number in (0..<100).shuffled() { heap.insert(number) }
        heap.removeAll { !$0.isMultiple(of: 7) }
        heap.insert(50)
        var taken: [Int] = []
        while let least = heap.popMin() { taken.append(least) }
        #expect(taken == [0, 7, 14, 21, 28, 35, 42, 49, 50, 56, 63, 70, 77, 84, 91, 98])
    }

    @Test("What is due is taken once each, by time and then by subject; the rest stays") func due() {
        var times = DueTimes<Int, String>()
        for (subject, time) in [("b", 2), ("a", 2), ("c", 1), ("b", 1), ("d", 3)] { times.add(subject, at: time) }
        #expect(times.next == 1)
        #expect(times.take(until: 2) == ["b", "c", "a"])
        #expect(times.next == 3)
        #expect(times.take(until: 2) == [])
        #expect(times.count == 1)
    }
}
