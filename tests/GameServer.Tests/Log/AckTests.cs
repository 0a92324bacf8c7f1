using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Log;

/// <summary>The ack of a move as a room writes it, beside the contract's record.</summary>
public sealed class AckTests
{
    public static TheoryData<Step, long, Ack> Steps => new()
    {
        { new Step(), 0, new Ack { N = 17 } },
        { new Step(), 40, new Ack { N = 17, Seq = 40 } },
        { new Step { Result = new RawJson("""{"a":[1,null]}"""u8.ToArray()) }, RawJson.MaxInteger, new Ack { N = 17, Seq = RawJson.MaxInteger, Result = new RawJson("""{"a":[1,null]}"""u8.ToArray()) } },
        { new Step { Reason = Reasons.NotYourTurn }, 0, new Ack { N = 17, Ok = false, Reason = Reasons.NotYourTurn } },
        { new Step { Reason = Reasons.Refused, Text = "\"é\" \u001e <b> 🎲" }, 0, new Ack { N = 17, Ok = false, Reason = Reasons.Refused, Text = "\"é\" \u001e <b> 🎲" } },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void It_says_what_the_step_decided(Step step, long seq, Ack expected)
    {
        var text = new RawJson(EntryEncoder.Encode(17, step, seq).ToArray());

        text.IsSound(16).Should().BeTrue();
        text.To<Ack>().Should().Be(expected);
        Names(text).Should().BeEquivalentTo(Names(RawJson.From(expected)), "what is absent there is absent here");
    }

    private static string[] Names(RawJson ack) => [.. ack.To<Dictionary<string, RawJson>>()!.Keys];
}
