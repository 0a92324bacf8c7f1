using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class FrameTests
{
    private readonly TestNode _server = new();
    private readonly TestPlayer _ann;
    private readonly string _room;

    public FrameTests()
    {
        _ann = _server.Player("ann");
        _room = _ann.Create("drift").Room!;
    }

    private IReadOnlyList<FrameMessage> Frames => [.. _ann.Connection.Written.OfType<FrameMessage>()];

    [Fact, Trait("rule", "FRM-1")]
    public void Ten_minutes_of_ticks_are_eighteen_thousand_frames_and_ticks_only_grow()
    {
        Play(seconds: 600);

        Frames.Count.Should().BeInRange(17_999, 18_001, "elapsed time is added up, however coarse the timer is");
        Frames.Select(frame => frame.Tick).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact, Trait("rule", "FRM-1"), Trait("rule", "DLV-3")]
    public void A_client_that_acknowledges_nothing_gets_a_window_of_frames_and_on_return_the_newest()
    {
        _server.Pass(5);
        Frames.Should().HaveCount(30);

        Seen();
        _server.Scheduler.RunAll();

        Frames.Should().HaveCount(31, "the one that waited is the newest");
        Frames[^1].Tick.Should().BeGreaterThan(Frames[^2].Tick + 100);
        _ann.Events(_room).Select(e => e.Type).Should().HaveCount(5).And.OnlyContain(type => type == "crossed", "events are never dropped");
    }

    [Fact, Trait("rule", "FRM-2"), Trait("rule", "JRN-1")]
    public void A_frame_leaves_after_the_event_it_is_based_on_is_durable_and_written()
    {
        Play(0.9);
        _server.Journal.Shut();
        Play(0.3);
        var before = Frames[^1];
        before.Tick.Should().BeLessThan(30, "what comes after the event is based on it");

        _server.Journal.Open();
        _server.Scheduler.RunAll();

        var written = _ann.Connection.Written.SkipWhile(message => message != before).Skip(1).ToList();
        written[0].Should().BeOfType<EventBatch>();
        written[1].Should().BeOfType<FrameMessage>().Which.Should().Match<FrameMessage>(frame => frame.BasedOn == ((EventBatch)written[0]).Last && frame.Tick > 30);
        written.Count.Should().BeLessThanOrEqualTo(3, "of those that waited only the newest is worth showing; a tick may have been due");
    }

    [Fact, Trait("rule", "FRM-4")]
    public void A_hidden_page_gets_events_and_no_frames_and_when_shown_the_newest()
    {
        Play(0.5);
        var shown = Frames.Count;
        _server.Node.Visible(_ann.Session, new VisibleRequest(false));
        Play(2);
        Frames.Should().HaveCount(shown);
        _ann.Events(_room).Should().HaveCount(2);

        _server.Node.Visible(_ann.Session, new VisibleRequest(true));
        Play(0.035);

        Frames.Should().HaveCount(shown + 1);
    }

    [Fact]
    public void The_newest_input_counts_and_its_number_comes_back_in_the_frame()
    {
        Input(1, 100);
        Input(3, -60);
        Input(2, 100);
        Play(1.01);

        var picture = Frames[^1].Data.To<Drift.Picture>()!;
        picture.Ack.Should().Be(3);
        picture.X.Should().BeApproximately(-60, 2.1);
    }

    [Fact]
    public void Ticks_go_on_growing_after_a_restart()
    {
        Play(2);
        var last = Frames[^1].Tick;
        _server.Kill();
        _ann.Hello(join: new JoinRequest(_room));
        Play(1);

        Frames[0].Tick.Should().BeGreaterThanOrEqualTo(last - 30, "the last commit knew them, and one is made each second here");
        Frames.Select(frame => frame.Tick).Should().BeInAscendingOrder();
    }

    [Fact, Trait("rule", "FRM-3")]
    public void Nobody_connected_means_no_ticks()
    {
        _ann.Drop();
        _server.Pass(10);
        var back = _ann.Hello(join: new JoinRequest(_room)).Joined![0];

        back.Snapshot!.State.ToString().Should().Contain("\"times\":0");
    }

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "FRM-2")]
    public void A_room_whose_lease_has_run_out_stands_still_until_it_is_renewed()
    {
        _server.Placement.Length = TimeSpan.FromSeconds(1);
        Play(1.1);
        var last = Frames[^1];

        Play(2);
        Frames[^1].Should().Be(last, "another node may show other ones by now");
        _server.Placement.Renew();
        Play(0.5);

        Frames[^1].Tick.Should().BeInRange(last.Tick + 10, last.Tick + 20, "nobody was shown what was played meanwhile");
    }

    private void Input(long n, double x) => _server.Node.Input(_ann.Session, new InputRequest(_room, n, RawJson.From(new Drift.Stick(x))));

    private void Play(double seconds)
    {
        for (var left = seconds; left > 1e-9; left -= 0.007)
        {
            _server.Node.Heard(_ann.Session);
            _server.Pass(Math.Min(0.007, left), step: 0.007);
            Seen();
        }
    }

    private void Seen() =>
        _server.Node.Seen(_ann.Session, new SeenRequest(_room, Last<EventBatch>()?.Last ?? 0, Last<FrameMessage>()?.Tick));

    private T? Last<T>() where T : Outgoing => (T?)_ann.Connection.Written.FindLast(message => message is T);
}
