using System.Buffers;
using System.Text;
using GameServer.Hubs;

namespace GameServer.IntegrationTests.Host;

/// <summary>The short way of the call <c>Send</c> takes what is plainly right, and leaves everything else, as it came, to the long one.</summary>
public class QuickSendTests
{
    private const string Rest = "{\"type\":6}\u001e";

    [Theory]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":3,"move":"emit","args":["t",{"x":[1]}]}]}""")]
    [InlineData("""{"arguments":[{"args":["t", {"x":[1]} ],"move":"emit","n":3,"room":"A"}],"invocationId":"7","target":"Send","type":1}""")]
    public void A_move_is_taken_whatever_the_order_of_its_names(string record)
    {
        var input = Sequence(record + "\u001e" + Rest);

        QuickSend.TryTake(ref input, out var move, out var call).Should().BeTrue();

        call.Should().Be("7");
        (move!.Room, move.N, move.Move).Should().Be(("A", 3L, "emit"));
        move.Args!.Select(arg => arg.ToString()).Should().Equal("\"t\"", """{"x":[1]}""");
        Encoding.UTF8.GetString(input).Should().Be(Rest);
    }

    [Theory]
    [InlineData("""{"type":1,"invocationId":"7","target":"Ping","arguments":[{"t":1}]}""", "another call")]
    [InlineData("""{"type":1,"target":"Send","arguments":[{"room":"A","n":3,"move":"emit"}]}""", "nobody waits for an answer")]
    [InlineData("""{"type":4,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":3,"move":"emit"}]}""", "a stream")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[]}""", "no argument")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":3,"move":"emit"},1]}""", "two arguments")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[null]}""", "no object")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":1.5,"move":"emit"}]}""", "no integer")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":9007199254740993,"move":"emit"}]}""", "no exact integer")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","room":"B","n":3,"move":"emit"}]}""", "a name twice")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":null,"n":3,"move":"emit"}]}""", "no room")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"n":3,"move":"emit"}]}""", "a missing room")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":3,"move":"emit","args":["\ud800"]}]}""", "half a character")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":3,"move":"emit","args":[1}]}]""", "no JSON")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"A","n":3,"move":"emit"}]} 1""", "more than a record")]
    public void What_is_unusual_goes_the_long_way(string record, string because)
    {
        var input = Sequence(record + "\u001e" + Rest);

        QuickSend.TryTake(ref input, out _, out _).Should().BeFalse(because);

        Encoding.UTF8.GetString(input).Should().Be(record + "\u001e" + Rest);
    }

    private static ReadOnlySequence<byte> Sequence(string text) => new(Encoding.UTF8.GetBytes(text));
}
