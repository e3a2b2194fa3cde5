import CSQLite

/// The functions SQLite calls, as C wants them.
extension LyingFile {
  /// Never changes once it is made; never freed.
  nonisolated(unsafe) static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    var table = sqlite3_io_methods()
    // Version 2: shared memory, but no mapped files, which would be written behind our back.
    table.iVersion = 2
    table.xClose = { file in
      guard let file else { return SQLITE_MISUSE }
      let result = LyingFile.object(in: file).close(LyingFile.realFile(in: file))
      LyingFile.release(in: file)
      return result
    }
    table.xRead = { file, buffer, count, start in
      guard let file, let buffer else { return SQLITE_MISUSE }
      return LyingFile.object(in: file).read(LyingFile.realFile(in: file), buffer, count, start)
    }
    table.xWrite = { file, buffer, count, start in
      guard let file else { return SQLITE_MISUSE }
      let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
      return LyingFile.object(in: file).write(LyingFile.realFile(in: file), bytes, at: Int(start))
    }
    table.xTruncate = { file, size in
      guard let file else { return SQLITE_MISUSE }
      return LyingFile.object(in: file).truncate(LyingFile.realFile(in: file), to: size)
    }
    table.xSync = { file, _ in
      guard let file else { return SQLITE_MISUSE }
      return LyingFile.object(in: file).sync()
    }
    table.xFileSize = { file, answer in
      guard let file, let answer else { return SQLITE_MISUSE }
      return LyingFile.object(in: file).size(LyingFile.realFile(in: file), answer)
    }
    addPassedOn(to: &table)
    methods.initialize(to: table)
    return methods
  }()

  /// Locks and shared memory are the process's own: a power cut leaves nothing of them.
  private static func addPassedOn(to table: inout sqlite3_io_methods) {
    table.xLock = { file, level in LyingFile.pass(file) { $1.xLock($0, level) } }
    table.xUnlock = { file, level in LyingFile.pass(file) { $1.xUnlock($0, level) } }
    table.xCheckReservedLock = { file, answer in LyingFile.pass(file) { $1.xCheckReservedLock($0, answer) } }
    table.xFileControl = { file, operation, argument in LyingFile.pass(file) { $1.xFileControl($0, operation, argument) } }
    table.xSectorSize = { file in LyingFile.pass(file) { $1.xSectorSize($0) } }
    table.xDeviceCharacteristics = { file in LyingFile.pass(file) { $1.xDeviceCharacteristics($0) } }
    table.xShmMap = { file, page, size, extends, memory in
      LyingFile.pass(file) { $1.xShmMap($0, page, size, extends, memory) }
    }
    table.xShmLock = { file, offset, count, flags in LyingFile.pass(file) { $1.xShmLock($0, offset, count, flags) } }
    table.xShmBarrier = { file in
      _ = LyingFile.pass(file) { real, methods in
        methods.xShmBarrier(real)
        return SQLITE_OK
      }
    }
    table.xShmUnmap = { file, deletes in LyingFile.pass(file) { $1.xShmUnmap($0, deletes) } }
  }

  private static func pass(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ body: (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) -> Int32
  ) -> Int32 {
    guard let file else { return SQLITE_MISUSE }
    let real = realFile(in: file)
    guard let methods = real.pointee.pMethods else { return SQLITE_MISUSE }
    return body(real, methods.pointee)
  }
}
