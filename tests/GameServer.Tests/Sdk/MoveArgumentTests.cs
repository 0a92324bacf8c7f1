using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class MoveArgumentTests
{
    private readonly Table<Typed> _table = new();

    [Theory]
    [InlineData("int", "-2147483648")]
    [InlineData("int", "2147483647")]
    [InlineData("long", "9007199254740991")]
    [InlineData("byte", "255")]
    [InlineData("uint", "4294967295")]
    [InlineData("float", "0.5")]
    [InlineData("double", "-1.7976931348623157E+308")]
    [InlineData("bool", "true")]
    [InlineData("text", "\"Grüße\"")]
    [InlineData("maybeText", "null")]
    [InlineData("maybeInt", "null")]
    [InlineData("maybeInt", "7")]
    [InlineData("enum", "\"deepBlue\"")]
    [InlineData("record", """{"x":1,"y":2.5,"name":null}""")]
    [InlineData("list", "[1,2,3]")]
    [InlineData("raw", """{"any": [1.50, "thing"]}""")]
    public void What_fits_arrives_as_it_is(string move, string argument) =>
        Send(move, argument).Result!.Value.ToString().Should().Be(argument);

    [Theory]
    [InlineData("int", "2147483648")]
    [InlineData("int", "1.5")]
    [InlineData("int", "1.0")]
    [InlineData("int", "\"1\"")]
    [InlineData("int", "null")]
    [InlineData("int", "true")]
    [InlineData("long", "9007199254740992")]
    [InlineData("long", "9223372036854775808")]
    [InlineData("byte", "-1")]
    [InlineData("byte", "256")]
    [InlineData("uint", "-1")]
    [InlineData("float", "1e39")]
    [InlineData("double", "1e999")]
    [InlineData("double", "-1e999")]
    [InlineData("double", "\"NaN\"")]
    [InlineData("double", "NaN")]
    [InlineData("bool", "1")]
    [InlineData("text", "null")]
    [InlineData("text", "7")]
    [InlineData("text", "\"\\ud83c\"")]
    [InlineData("enum", "\"green\"")]
    [InlineData("enum", "1")]
    [InlineData("record", "null")]
    [InlineData("record", """{"x":1}""")]
    [InlineData("record", """{"x":1,"y":1e999}""")]
    [InlineData("record", """{"x":1,"y":2,"z":3}""")]
    [InlineData("record", """{"x":1,"x":2,"y":2}""")]
    [InlineData("record", "[1,2]")]
    [InlineData("list", "[1,null]")]
    [InlineData("list", "{}")]
    [InlineData("list", "null")]
    [InlineData("raw", "[1,")]
    [InlineData("raw", "9007199254740993")]
    [InlineData("raw", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]")]
    public void What_does_not_fit_is_refused_without_a_fault(string move, string argument)
    {
        var step = Send(move, argument);

        (step.Reason, step.Fault).Should().Be((Reasons.BadArgs, null));
        step.Text.Should().StartWith("x does not fit");
    }

    [Theory]
    [InlineData("enum")]
    [InlineData("maybeEnum")]
    public void A_name_that_an_enum_does_not_have_is_answered_with_those_it_has(string move) =>
        Send(move, "\"green\"").Text.Should().Be("x does not fit: expected red or deepBlue");

    [Fact]
    public void The_number_of_arguments_must_fit_too()
    {
        Send("int").Text.Should().Be("int takes 1 arguments");
        Send("int", "1", "2").Reason.Should().Be(Reasons.BadArgs);
        Send("nothing", "1").Reason.Should().Be(Reasons.BadArgs);
        Send("two").Text.Should().Be("two takes 1 to 2 arguments");
        Send("two", "1", "\"x\"", "3").Reason.Should().Be(Reasons.BadArgs);
        Send("two", "1").Result!.Value.ToString().Should().Be("\"1default\"");
        Send("two", "1", "\"x\"").Result!.Value.ToString().Should().Be("\"1x\"");
        Send("nothing").Result.Should().BeNull("it returns nothing");
    }

    [Fact]
    public void Only_marked_methods_are_moves_by_their_camel_case_name()
    {
        foreach (var name in new[] { "Int", "INT", "onStart", "toString", "getHashCode", "", "no such move" })
            Send(name, "1").Reason.Should().Be(Reasons.UnknownMove);
        Send(new string('x', 1_000)).Text!.Length.Should().BeLessThan(80);
    }

    [Fact]
    public void A_call_in_a_test_goes_the_same_way()
    {
        _table.As(0, game => game.Two(4, "x")).Result!.Value.ToString().Should().Be("\"4x\"");
        _table.Invoking(table => table.As(0, game => Console.Beep())).Should().Throw<ArgumentException>();
    }

    private Step Send(string move, params string[] args) => _table.Core.Move(_table.Player(0), move, [.. args.Select(Some.Json)]);
}
