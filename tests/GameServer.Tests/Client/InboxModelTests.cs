using FsCheck;
using FsCheck.Fluent;
using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

/// <summary>Random appends, deliveries, repeats, losses, drops and resumes against a plain list of what happened.</summary>
public class InboxModelTests
{
    [Fact, Trait("rule", "DLV-1")]
    public void A_reader_sees_every_number_once_and_in_order_or_a_snapshot_that_covers_it()
    {
        var dice = Gen.Choose(0, 9_999).ArrayOf().Resize(200).ToArbitrary();

        Prop.ForAll(dice, Run).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    private static bool Run(int[] dice)
    {
        var world = new World();
        foreach (var die in dice) world.Step(die % 10, die / 10);
        world.CatchUp();
        return true;
    }

    private sealed class World
    {
        private const string Epoch = "e";

        private readonly List<bool> _isVisible = [];
        private readonly Inbox _inbox = new();
        private long _trimmed;
        private long _written;
        private long _shown;

        public World() => Resume();

        private long Head => _isVisible.Count;

        public void Step(int kind, int lot)
        {
            switch (kind)
            {
                case 0 or 1 or 2:
                    _isVisible.Add(lot % 3 != 0);
                    break;
                case 3 or 4:
                    Write(_written + 1, lot % 5);
                    break;
                case 5:
                    Write(Math.Max(_trimmed + 1, _written - (lot % 4)), lot % 6);
                    break;
                case 6 or 7:
                    Take();
                    break;
                case 8:
                    if (lot % 2 == 0) _trimmed = Head;
                    Resume();
                    break;
                case 9:
                    Lose();
                    break;
            }
        }

        public void CatchUp()
        {
            Resume();
            Write(_written + 1, int.MaxValue);
            while (Take())
            {
            }
            _inbox.Cursor.Should().Be(new Cursor(Epoch, Head), "nothing is left behind");
        }

        private void Resume()
        {
            var cursor = _inbox.Cursor;
            var fits = cursor is not null && cursor.Seq >= _trimmed;
            _written = fits ? cursor!.Seq : Head;
            var answer = new Joined
            {
                Epoch = Epoch,
                Resume = fits ? "replay" : "snapshot",
                Snapshot = fits ? null : new SnapshotBody(Head, default, cursor is null ? SnapshotReasons.New : SnapshotReasons.Trimmed),
            };
            _inbox.Attach(answer).Should().Be(Arrival.Taken);
        }

        private void Write(long from, int count)
        {
            var entries = Entries(from, count, out var last);
            if (entries.Count == 0) return;
            _inbox.Events(Epoch, from, entries).Should().NotBe(Arrival.Gap);
            _written = Math.Max(_written, last);
        }

        // Two numbers are left out; the client finds out and is given the state.
        private void Lose()
        {
            if (_written + 3 > Head) return;
            var entries = Entries(_written + 3, 1, out _);
            _inbox.Events(Epoch, _written + 3, entries).Should().Be(Arrival.Gap);
            _inbox.Snapshot(Epoch, Head, default, SnapshotReasons.Desync).Should().Be(Arrival.Taken);
            _written = Head;
        }

        private List<Entry> Entries(long from, int count, out long last)
        {
            List<Entry> entries = [];
            for (last = from - 1; last < Head && count-- > 0;)
            {
                if (_isVisible[(int)last++])
                {
                    entries.Add(new Entry { Type = "e", At = 0, Data = RawJson.From(last) });
                    continue;
                }
                while (last < Head && !_isVisible[(int)last]) last++;
                entries.Add(new Entry { Hidden = last });
            }
            return entries;
        }

        private bool Take()
        {
            if (!_inbox.TryTake(out var item)) return false;
            switch (item)
            {
                case RoomItem.Event e:
                    e.Seq.Should().Be(NextVisible(), "exactly the next one that is for this reader comes");
                    _shown = e.Seq;
                    break;
                case RoomItem.Hidden hidden:
                    hidden.From.Should().Be(_shown + 1);
                    _shown = hidden.UpTo;
                    break;
                case RoomItem.Snapshot snapshot:
                    snapshot.Seq.Should().BeGreaterThanOrEqualTo(_shown, "a snapshot goes forward");
                    _shown = snapshot.Seq;
                    break;
            }
            _inbox.Cursor!.Seq.Should().Be(_shown);
            return true;
        }

        private long NextVisible()
        {
            _isVisible[(int)_shown].Should().BeTrue("a hidden number would have come as a range");
            return _shown + 1;
        }
    }
}
