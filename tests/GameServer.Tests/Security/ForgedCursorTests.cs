using System.Text;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Security;

public sealed class ForgedCursorTests
{
    private const int Forgeries = 100_000;

    // Read in a Hello by somebody who may see neither of them.
    private const string ForAnn = "for-ann-alone", BeforeEve = "before-eve-came";

    [Fact, Trait("rule", "PRV-1"), Trait("rule", "PRV-3"), Trait("rule", "SNP-2")]
    public void A_hundred_thousand_forged_tokens_rooms_epochs_and_cursors_read_nothing_of_others()
    {
        const int most = 1_000_000;
        var server = new TestNode(options =>
        {
            var limits = options.Limits;
            (limits.ResumesPer10Seconds, limits.FailedJoinsPerMinute, limits.BadTokensPerMinute, limits.ReplayBytesPer10Seconds) = (most, most, most, 1_000_000_000);
        });
        var ann = server.Player("ann");
        var shared = ann.Create();
        var own = ann.Create(isPrivate: true);
        var n = 0;
        for (var i = 0; i < 20; i++) ann.Send(shared.Room!, ++n, "emit", "said", BeforeEve);
        var eve = server.Player("eve");
        eve.Join(shared.Room!);
        for (var i = 0; i < 20; i++)
        {
            Publish(shared.Room!, ForAnn, Audience.Only(ann.Id));
            Publish(shared.Room!, "for-all", null);
            Publish(own.Room!, ForAnn, null);
            Publish(ann.Id, ForAnn, null);
        }
        var annsEpoch = ann.Hello(join: new JoinRequest(own.Room!)).Joined![0].Epoch!;
        string[] tokens = [eve.Token!, eve.Token!, eve.Token!, ann.Id, ann.Token![..^1] + "_", "", "\0"];
        string[] rooms = [shared.Room!, shared.Room!, ann.Id, eve.Id, own.Room![..^1] + "2", "KITE7", "' OR 1=1 --", ""];
        string[] epochs = [shared.Epoch!, shared.Epoch!, annsEpoch, "", "0000000000000000"];
        long[] seqs = [0, 0, 1, 5, 19, 20, 21, 22, 30, 60, 61, 62, 9_999, -1, long.MaxValue, RawJson.MaxInteger, RawJson.MaxInteger + 1];
        var chance = new Random(7);
        var readAnything = 0;

        for (var i = 0; i < Forgeries; i++)
        {
            var connection = new FakeConnection();
            var session = server.Node.Open(connection);
            var cursor = new Cursor(Any(epochs), Any(seqs));
            var hello = new HelloRequest
            {
                Protocol = 1, Token = Any(tokens), TakeOver = true, Personal = cursor,
                Join = [new JoinRequest(Any(rooms), cursor, Spectate: i % 3 == 0)],
            };
            var welcome = server.Scheduler.Finish(() => server.Node.HelloAsync(session, hello));

            var text = RawJson.From(welcome) + string.Concat(connection.Written.Select(TextOf));
            text.Should().NotContainAny(ForAnn, BeforeEve);
            if (text.Contains("for-all", StringComparison.Ordinal)) readAnything++;
            server.Node.Closed(session);
            server.Scheduler.RunAll();
        }

        readAnything.Should().BeGreaterThan(Forgeries / 100, "a test in which nothing is ever read would prove nothing");
        var back = ann.Hello(join: [new JoinRequest(shared.Room!, new Cursor(shared.Epoch!, 0)), new JoinRequest(own.Room!, new Cursor(annsEpoch, 0))]);
        back.Joined!.Select(joined => joined.Epoch).Should().Equal([shared.Epoch, annsEpoch], "no forgery gave a room a new epoch");

        T Any<T>(T[] choices) => choices[chance.Next(choices.Length)];

        void Publish(string room, string data, Audience? audience) => server.Scheduler.Finish(async () =>
        {
            await server.Node.PublishAsync(room, "said", RawJson.From(data), audience);
            return true;
        });
    }

    private static string TextOf(Outgoing message) => message switch
    {
        EventBatch batch => Encoding.UTF8.GetString(batch.Entries.Text.Span),
        SnapshotMessage snapshot => snapshot.Body.State.ToString(),
        _ => "",
    };
}
