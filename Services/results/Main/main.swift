import ResultsService
import ServiceKit

await ServiceMain.run(ResultsProgram.self)
