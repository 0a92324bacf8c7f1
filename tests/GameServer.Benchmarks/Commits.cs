using BenchmarkDotNet.Attributes;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Journals;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameServer.Benchmarks;

/// <summary>One group commit of 64 rooms' turns, each of one event, one ack and a state of 240 bytes.</summary>
public class Commits
{
    private const int Rooms = 64;

    private string _folder = "";
    private MemoryJournal _memory = null!;
    private SqliteJournal _sqlite = null!;
    private long _written;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _folder = Directory.CreateTempSubdirectory("gameserver-bench-").FullName;
        _memory = new MemoryJournal(TimeProvider.System);
        _sqlite = new SqliteJournal(new SqliteJournalOptions(_folder), TimeProvider.System, new SecureChance(), NullLogger<SqliteJournal>.Instance);
        await _memory.OpenAsync();
        await _sqlite.OpenAsync();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _sqlite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Description = "commit of 64 rooms, memory")]
    public Task Memory() => WriteAsync(_memory);

    [Benchmark(Description = "commit of 64 rooms, SQLite with fsync")]
    public Task Sqlite() => WriteAsync(_sqlite);

    private Task WriteAsync(IJournal journal)
    {
        var number = ++_written;
        return journal.WriteAsync(number, [.. Enumerable.Range(0, Rooms).Select(i => Sample.Commit($"ROOM{i}", number))]).AsTask();
    }
}
