import Glibc

exit(await DuelProgram.run())
