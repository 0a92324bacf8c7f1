using FsCheck;
using FsCheck.Fluent;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Queue;

/// <summary>The real log and queues beside a plain list: random appends, commits, reads, drops and returns.</summary>
public sealed class QueueModelTests
{
    private static readonly string[] Viewers = ["ann", "bob", "cid"];

    [Fact, Trait("rule", "DLV-1"), Trait("rule", "DLV-4"), Trait("rule", "PRV-1")]
    public void A_reader_sees_every_number_of_its_audience_once_or_is_told_to_take_a_snapshot() =>
        Prop.ForAll(Gen.Choose(0, 1 << 20).ArrayOf().ToArbitrary(), steps => Play(steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(400));

    private static void Play(int[] steps)
    {
        var world = new World();
        foreach (var step in steps) world.Do(Math.Abs((long)step));
        world.Finish();
    }

    private sealed class World
    {
        private readonly EventLog _log = new("R", "e", new RoomOptions { LogEvents = 24, LogBytes = 1 << 20, HotEvents = 8 });
        private readonly Dictionary<long, Audience?> _all = [];
        private readonly Dictionary<long, LogEvent> _journal = [];
        private readonly Dictionary<string, Reader> _readers;

        public World() => _readers = Viewers.ToDictionary(viewer => viewer, viewer => new Reader(viewer, NewQueue(viewer, 0)));

        public void Do(long step)
        {
            var reader = _readers[Viewers[(step >> 8) % 3]];
            switch (step % 8)
            {
                case 0 or 1: Append(step >> 4); break;
                case 2: Commit(); break;
                case 3 or 4: Read(reader); break;
                case 5: reader.Queue.Seen(reader.Seq); break;
                case 6: reader.Queue = NewQueue(reader.Viewer, reader.Seq); break; // dropped and back, with the cursor it has
                case 7: reader.Queue = NewQueue(reader.Viewer, Math.Max(0, reader.Seq - step % 3)); break; // what was written last never arrived
            }
        }

        public void Finish()
        {
            Commit();
            foreach (var reader in _readers.Values)
            {
                while (Read(reader)) reader.Queue.Seen(reader.Seq);
                reader.Seq.Should().Be(_log.Committed, "nobody is left behind");
            }
        }

        private MessageQueue NewQueue(string viewer, long cursor) => new(_log, viewer, cursor, new DeliveryOptions());

        private void Append(long kind)
        {
            Audience? audience = (kind % 5) switch
            {
                0 => Audience.Only(Viewers[kind / 5 % 3]),
                1 => Audience.Except(Viewers[kind / 5 % 3]),
                2 => Audience.Only(),
                _ => null,
            };
            var added = Make.Event(_log.Head + 1, $"{_log.Head + 1}", audience);
            _all[added.Seq] = audience;
            _journal[added.Seq] = added;
            _log.Append(added);
            _log.Trim();
        }

        private void Commit() => _log.Commit(_log.Head);

        private bool Read(Reader reader)
        {
            if (!reader.Queue.IsWindowOpen) return true; // it is asked again after a Seen
            switch (reader.Queue.Read(out var batch))
            {
                case LogRead.UpToDate: return false;
                case LogRead.Cold: Take(reader, Cold(reader.Queue.Cursor, reader.Viewer)); return true;
                case LogRead.Events: Take(reader, batch!); return true;
                case LogRead.Forgotten:
                    (reader.Queue.Cursor + 1).Should().BeLessThan(_log.First, "only what was forgotten needs a snapshot");
                    reader.Queue.Offer(new SnapshotMessage("R", "e", new SnapshotBody(_log.Committed, default, SnapshotReasons.Trimmed)));
                    reader.Seq = reader.Queue.TakeSnapshot()!.Body.Seq;
                    return true;
            }
            throw new InvalidOperationException();
        }

        private EventBatch Cold(long cursor, string viewer) =>
            EntryEncoder.Batch("R", "e", [.. Enumerable.Range(0, 5).Select(i => cursor + 1 + i).Where(seq => seq <= _log.Committed).Select(seq => _journal[seq])], viewer);

        private void Take(Reader reader, EventBatch batch)
        {
            reader.Queue.Take(batch);
            var number = batch.First;
            foreach (var entry in batch.Entries.To<Entry[]>()!)
            {
                var upTo = entry.Hidden ?? number;
                for (; number <= upTo; number++)
                {
                    number.Should().BeLessThanOrEqualTo(_log.Committed);
                    var mayBeSeen = _all[number]?.Includes(reader.Viewer) ?? true;
                    mayBeSeen.Should().Be(entry.Hidden is null);
                    if (entry.Hidden is null) entry.Data!.Value.To<long>().Should().Be(number);
                    if (number <= reader.Seq) continue; // written again after a drop: the client ignores it
                    number.Should().Be(reader.Seq + 1);
                    reader.Seq = number;
                }
            }
            batch.Last.Should().Be(number - 1);
        }
    }

    private sealed class Reader(string viewer, MessageQueue queue)
    {
        public string Viewer { get; } = viewer;

        public MessageQueue Queue { get; set; } = queue;

        public long Seq { get; set; }
    }
}
