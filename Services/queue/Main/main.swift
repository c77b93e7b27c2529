import QueueService
import ServiceKit

await ServiceMain.run(QueueProgram.self)
