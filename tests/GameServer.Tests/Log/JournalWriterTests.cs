using GameServer.Engine;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Log;

public sealed class JournalWriterTests
{
    private readonly ManualTime _time = new();
    private readonly StepScheduler _scheduler = new();
    private readonly NotedLog _log = new();
    private readonly GatedJournal _journal;
    private readonly JournalWriter _writer;
    private readonly List<int> _durable = [];

    public JournalWriterTests()
    {
        _journal = new GatedJournal(new MemoryJournal(_time));
        _writer = new JournalWriter(_journal, _time, _scheduler, _log, new NoMetrics());
    }

    [Fact]
    public void What_is_submitted_during_a_write_goes_into_the_next_batch()
    {
        _journal.Shut();
        Submit(1);
        _scheduler.RunAll();
        for (var i = 2; i <= 5; i++) Submit(i);
        _scheduler.RunAll();
        _durable.Should().BeEmpty("the disk has not answered yet");

        _journal.Open();
        _scheduler.RunAll();

        _durable.Should().Equal(1, 2, 3, 4, 5);
        _journal.Written.Select(batch => batch.Count).Should().Equal(1, 4);
    }

    [Fact]
    public void Commits_that_several_share_keep_the_distance_that_their_journal_asks_for_and_who_is_alone_waits_for_nobody()
    {
        _journal.CommitEvery = TimeSpan.FromMilliseconds(4);
        Submit(1);
        _scheduler.RunAll();
        Submit(2);
        Submit(3);
        _scheduler.RunAll();
        _durable.Should().Equal([1, 2, 3], "the first was alone");

        Submit(4);
        Advance(0.0039);
        Submit(5);
        _scheduler.RunAll();
        _durable.Should().Equal(1, 2, 3);
        Advance(0.0001);
        _durable.Should().Equal(1, 2, 3, 4, 5);

        Advance(0.004);
        Submit(6);
        _scheduler.RunAll();
        _durable.Should().EndWith(6);
        _journal.Written.Select(batch => batch.Count).Should().Equal(1, 2, 2, 1);
    }

    [Fact]
    public void A_writer_that_is_told_to_stop_keeps_no_distance_any_more()
    {
        _journal.CommitEvery = TimeSpan.FromSeconds(10);
        Submit(1);
        Submit(2);

        var stopped = _writer.StopAsync();
        _scheduler.RunAll();

        stopped.IsCompletedSuccessfully.Should().BeTrue();
        _durable.Should().Equal(1, 2);
    }

    [Fact, Trait("rule", "JRN-7")]
    public void A_failing_journal_is_given_the_same_batch_until_it_takes_it()
    {
        _journal.Fault = JournalFault.Full;
        Submit(1);
        _scheduler.RunAll();
        Wait(3);
        _writer.IsDown.Should().BeTrue();
        _writer.DownFor.Should().BeCloseTo(TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100));
        _durable.Should().BeEmpty();

        _journal.Fault = null;
        Submit(2);
        Wait(2);

        _durable.Should().Equal(1, 2);
        _writer.IsDown.Should().BeFalse();
        _log.Lines.Should().Contain("journal failed Full").And.EndWith("journal recovered");
    }

    [Fact, Trait("rule", "JRN-7")]
    public void What_makes_space_goes_before_what_found_none()
    {
        var isSpacious = false;
        _journal.Fits = batch => isSpacious || batch.All(entry => entry is RoomDeletion);
        Submit(1);
        Wait(1);
        Submit(2);
        _writer.Submit(new RoomDeletion("R"), new Noted(() => _durable.Add(3)));
        Wait(2);
        _durable.Should().Equal(3);
        _writer.IsDown.Should().BeTrue("what found no space still waits");

        isSpacious = true;
        Wait(2);

        _durable.Should().Equal(3, 1, 2);
        _log.Lines.Where(line => line == "journal recovered").Should().ContainSingle();
    }

    [Theory]
    [InlineData(false, "it deletes what the entry before it makes")]
    [InlineData(true, "the batch may be durable after all, and would be written twice")]
    public void A_deletion_that_may_not_go_first_waits_its_turn(bool isUnsure, string because)
    {
        if (isUnsure) _journal.Fault = JournalFault.Full;
        else _journal.Fits = _ => false;
        var name = isUnsure ? "S" : "R";
        _writer.Submit(new RoomCommit("R", "e") { Header = new RoomHeader("relay", false, false) }, new Noted(() => _durable.Add(1)));
        Wait(1);
        _writer.Submit(new RoomDeletion(name), new Noted(() => _durable.Add(2)));
        Wait(2);

        (_journal.Fault, _journal.Fits) = (null, _ => true);
        Wait(2);

        _durable.Should().Equal([1, 2], because);
    }

    [Fact, Trait("rule", "JRN-7")]
    public void Whoever_submits_what_does_not_follow_is_left_out_for_good_and_nobody_else_is()
    {
        _log.Expects = bug => bug is JournalGapException;
        _journal.Shut();
        Submit(1);
        _scheduler.RunAll();
        var broken = new Noted(() => _durable.Add(0));
        Commit("R", broken);
        Submit(2);
        Commit("S", new Noted(() => _durable.Add(3)));
        _journal.GapIn = "R";
        _journal.Open();
        Wait(1);
        Commit("R", broken);
        Wait(1);

        _durable.Should().Equal(1, 2, 3);
        broken.HasGap.Should().BeTrue();
        _writer.Pending.Should().Be(0);
        _writer.Status.LastError.Should().BeNull("the journal did not fail");
    }

    private void Commit(string room, IDurable then) =>
        _writer.Submit(new RoomCommit(room, "e") { Header = new RoomHeader("relay", false, false), Events = [Make.Event(1)] }, then);

    [Fact]
    public void Pruning_follows_forgetting_in_chunks()
    {
        Forget(events: 300);
        _journal.Prunes.Should().Be(0, "so little is not worth a look");

        Forget(events: 300);
        _journal.Prunes.Should().Be(1);
    }

    [Fact]
    public void A_prune_that_fails_in_whatever_way_does_not_end_the_writer()
    {
        _journal.Pruning = () => throw new InvalidOperationException("told to fail");
        Forget(events: 600);
        Submit(1);
        _scheduler.RunAll();

        _durable.Should().Equal(1);
        _log.Lines.Should().OnlyContain(line => line == "journal failed Io");
    }

    private long _head;

    private void Forget(int events)
    {
        var added = Enumerable.Range(1, events).Select(i => Make.Event(_head + i)).ToList();
        _head += events;
        _writer.Submit(new RoomCommit("R", "e") { Header = new RoomHeader("relay", false, false), Events = added, ForgetUpTo = _head - 10 }, null);
        _scheduler.RunAll();
    }

    [Fact]
    public void Idle_is_when_everything_submitted_is_durable()
    {
        _writer.WhenIdleAsync().IsCompleted.Should().BeTrue();
        _journal.Shut();
        Submit(1);
        var idle = _scheduler.Start(() => _writer.WhenIdleAsync());
        idle.IsCompleted.Should().BeFalse();

        _journal.Open();
        _scheduler.RunAll();

        idle.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void A_stopped_writer_finishes_what_it_has_and_takes_nothing_more()
    {
        _journal.Shut();
        Submit(1);
        var stopped = _scheduler.Start(() => _writer.StopAsync());
        stopped.IsCompleted.Should().BeFalse();
        Submit(2);

        _journal.Open();
        _scheduler.RunAll();

        stopped.IsCompleted.Should().BeTrue();
        _durable.Should().Equal(1);
    }

    [Fact]
    public void A_stopped_writer_does_not_wait_for_a_journal_that_cannot_write()
    {
        _journal.Fault = JournalFault.Full;
        Submit(1);
        _scheduler.RunAll();
        var stopped = _scheduler.Start(() => _writer.StopAsync());

        Wait(2);

        stopped.IsCompleted.Should().BeTrue();
        _durable.Should().BeEmpty();
    }

    [Fact, Trait("rule", "JRN-6")]
    public void A_lost_writer_does_not_try_again_what_failed_before()
    {
        _journal.Fault = JournalFault.Io;
        Submit(1);
        Submit(2);
        _scheduler.RunAll();

        Lose();
        _journal.Fault = null;
        Wait(2);

        _journal.Written.Should().BeEmpty();
        _scheduler.Start(() => _writer.WhenIdleAsync()).IsCompleted.Should().BeTrue();
    }

    [Fact, Trait("rule", "JRN-6")]
    public void A_lost_writer_waits_for_nothing()
    {
        _journal.Shut();
        Submit(1);
        _scheduler.RunAll();
        Submit(2);
        var idle = _scheduler.Start(() => _writer.WhenIdleAsync());

        Lose();

        idle.IsCompleted.Should().BeTrue("the write that was under way is given up");
        _journal.Open();
        _scheduler.RunAll();
        _journal.Written.Should().BeEmpty();
        _log.Lines.Should().BeEmpty("the journal did not fail");
    }

    [Fact, Trait("rule", "JRN-6")]
    public void A_lost_writer_takes_no_further_batch_when_the_one_under_way_becomes_durable_after_all()
    {
        _journal.IsDeaf = true;
        _journal.Shut();
        Submit(1);
        _scheduler.RunAll();
        Submit(2);

        Lose();
        _journal.Open();
        _scheduler.RunAll();

        _journal.Written.Should().ContainSingle();
        _scheduler.Start(() => _writer.WhenIdleAsync()).IsCompleted.Should().BeTrue();
    }

    private void Lose()
    {
        _writer.Lose(new JournalException(JournalFault.Fenced, "The lease is over."));
        _scheduler.RunAll();
    }

    private void Submit(int number) =>
        _writer.Submit(new PlayerRecord($"p{number}", new byte[] { (byte)number }, "ann", 0, "e", 0), new Noted(() => _durable.Add(number)));

    private void Wait(int seconds)
    {
        for (var i = 0; i < seconds * 20; i++) Advance(0.05);
    }

    private void Advance(double seconds)
    {
        _time.Advance(seconds);
        _scheduler.RunAll();
    }

    private sealed class Noted(Action note) : IDurable
    {
        public void OnDurable() => note();

        public void OnGap() => HasGap = true;

        public bool HasGap { get; private set; }
    }
}
