using System.Reflection;
using GameServer.Engine;

namespace GameServer.Tests.Sdk;

public sealed class GameClassTests
{
    [Theory]
    [InlineData(typeof(BadGames.Unnamed), "Unnamed", "has no [Game")]
    [InlineData(typeof(BadGames.LoudName), "LoudName", "\"Loud\"")]
    [InlineData(typeof(BadGames.NumberName), "NumberName", "\"1st\"")]
    [InlineData(typeof(BadGames.EmptyName), "EmptyName", "\"\"")]
    [InlineData(typeof(BadGames.TooManySeats), "TooManySeats", "Seats = 65: expected 0 to 64")]
    [InlineData(typeof(BadGames.FewerThanNoSeats), "FewerThanNoSeats", "Seats = -1")]
    [InlineData(typeof(BadGames.MoreLeastThanMost), "MoreLeastThanMost", "MinSeats = 3: expected 0 to 2")]
    [InlineData(typeof(BadGames.LongPause), "LongPause", "PauseSeconds = 601: expected 1 to 600")]
    [InlineData(typeof(BadGames.DropIntoNothing), "DropIntoNothing", "no seats to drop into")]
    [InlineData(typeof(BadGames.TooFast), "TooFast", "TickRate = 61")]
    [InlineData(typeof(BadGames.MoreFramesThanTicks), "MoreFramesThanTicks", "FrameRate = 11: expected 0 to 10")]
    [InlineData(typeof(BadGames.VersionZero), "VersionZero", "Version = 0")]
    [InlineData(typeof(BadGames.Abstract), "Abstract", "constructor without parameters")]
    [InlineData(typeof(BadGames.NeedsArguments), "NeedsArguments", "constructor without parameters")]
    [InlineData(typeof(BadGames.BotOfNoKind), "String", "no bot of BotOfNoKind")]
    [InlineData(typeof(BadGames.AnothersBot), "Its", "no bot of AnothersBot")]
    [InlineData(typeof(BadGames.PrivateField), "PrivateField._count", "volatile")]
    [InlineData(typeof(BadGames.ReadonlyField), "ReadonlyField._cards", "volatile")]
    [InlineData(typeof(BadGames.HiddenProperty), "HiddenProperty.Count", "volatile")]
    [InlineData(typeof(BadGames.PublicField), "PublicField.Count", "public field")]
    [InlineData(typeof(BadGames.ChangingStatic), "ChangingStatic.s_games", "static that changes")]
    [InlineData(typeof(BadGames.StaticProperty), "StaticProperty.Games", "static that changes")]
    [InlineData(typeof(BadGames.GetOnly), "GetOnly.Count", "not set")]
    [InlineData(typeof(BadGames.SetOnly), "SetOnly.Count", "cannot be read")]
    [InlineData(typeof(BadGames.InheritsField), "InheritsField._inherited", "volatile")]
    [InlineData(typeof(BadGames.AsyncMove), "AsyncMove.Go", "async")]
    [InlineData(typeof(BadGames.AsyncVoidMove), "AsyncVoidMove.Go", "async")]
    [InlineData(typeof(BadGames.ValueTaskMove), "ValueTaskMove.Go", "async")]
    [InlineData(typeof(BadGames.OverloadedMove), "OverloadedMove.Go", "overloaded")]
    [InlineData(typeof(BadGames.PrivateMove), "PrivateMove.Go", "must be public")]
    [InlineData(typeof(BadGames.StaticMove), "StaticMove.Go", "of the instance")]
    [InlineData(typeof(BadGames.GenericMove), "GenericMove.Go", "not generic")]
    [InlineData(typeof(BadGames.RefMove), "RefMove.Go", "ref")]
    [InlineData(typeof(BadGames.ReservedMove), "ReservedMove.Kick", "every table has")]
    [InlineData(typeof(BadGames.ReservedEvent), "ReservedEvent.Joined", "every table has")]
    [InlineData(typeof(BadGames.OwnTurn), "OwnTurn.Turn", "runtime")]
    [InlineData(typeof(BadGames.PrivateByName), "PrivateByName.Hands", "no list by seat")]
    [InlineData(typeof(BadGames.PrivateNumber), "PrivateNumber.Hand", "no list by seat")]
    [InlineData(typeof(BadGames.NestedPrivateNumber), "Round.Hand", "no list by seat")]
    [InlineData(typeof(BadGames.AnyObject), "AnyObject.Things", "type object")]
    [InlineData(typeof(BadGames.Tuples), "Tuples.Path", "a record of your own")]
    [InlineData(typeof(BadGames.Vectors), "Vectors.At", "a record of your own")]
    [InlineData(typeof(BadGames.Stacks), "Stacks.Discarded", "type Stack, which comes back in another order")]
    [InlineData(typeof(BadGames.ImmutableStacks), "ImmutableStacks.Discarded", "type ImmutableStack, which comes back in another order")]
    [InlineData(typeof(BadGames.ConcurrentStacks), "ConcurrentStacks.Piles", "type ConcurrentStack, which comes back in another order")]
    [InlineData(typeof(BadGames.Priorities), "Priorities.Next", "type PriorityQueue, which a snapshot cannot bring back")]
    [InlineData(typeof(BadGames.BigNumbers), "BigNumbers.Score", "type BigInteger, which a snapshot cannot bring back")]
    [InlineData(typeof(BadGames.Bits), "Bits.Seen", "type BitArray, which a snapshot cannot bring back")]
    [InlineData(typeof(BadGames.Builders), "Builders.Story", "type StringBuilder, which a snapshot cannot bring back")]
    [InlineData(typeof(BadGames.Untyped), "Untyped.Things", "type IList, which a snapshot cannot bring back")]
    [InlineData(typeof(BadGames.Delegates), "Delegates.Rule", "type Func, which a snapshot cannot bring back")]
    [InlineData(typeof(BadGames.Grids), "Grids.Cells", "use an array of arrays")]
    [InlineData(typeof(BadGames.RecordKeys), "RecordKeys.Pieces", "keys of type At")]
    [InlineData(typeof(BadGames.OwnLists), "Hand.Owner", "elements alone")]
    [InlineData(typeof(BadGames.Interface), "Interface.Cards", "which class to make")]
    [InlineData(typeof(BadGames.AbstractCard), "AbstractCard.Top", "which class to make")]
    [InlineData(typeof(BadGames.Ignored), "Card.Face", "[JsonIgnore]")]
    [InlineData(typeof(BadGames.NestedInheritedField), "Thing.Weight", "lose it")]
    [InlineData(typeof(BadGames.NestedField), "Card.Face", "lose it")]
    [InlineData(typeof(BadGames.NestedPrivateField), "Card._face", "lose it")]
    [InlineData(typeof(BadGames.ThrowsAtFirst), "ThrowsAtFirst.Best", "Sequence contains no elements")]
    [InlineData(typeof(BadGames.NotFinite), "NotFinite.Weight", "cannot be written at its initial value")]
    [InlineData(typeof(BadGames.ActsWhileMade), "ActsWhileMade", "its first moment is OnStart")]
    [InlineData(typeof(BadGames.OnlyRead), "OnlyRead.Cells", "cannot be read back at its initial value")]
    [InlineData(typeof(BadGames.ComesBackAnother), "ComesBackAnother.Steps", "is 3 and comes back as 4")]
    [InlineData(typeof(BadGames.Namesakes), "Namesakes.Top", "cannot be written")]
    [InlineData(typeof(BadGames.NestedGetOnly), "Card.Face", "could not bring it back")]
    public void A_class_that_cannot_be_a_game_is_refused_by_the_name_of_its_member(Type type, string member, string problem)
    {
        var refused = FluentActions.Invoking(() => GameType.Of(type)).Should().Throw<GameClassException>().Which;

        refused.Member.Should().Be(member);
        refused.Message.Should().StartWith(member).And.Contain(problem);
    }

    [Theory]
    [InlineData(typeof(Queue<int>))]
    [InlineData(typeof(LinkedList<string>))]
    [InlineData(typeof(SortedDictionary<string, int>))]
    [InlineData(typeof(HashSet<Speaking.Suit>))]
    [InlineData(typeof(Dictionary<Speaking.Suit, List<int>>))]
    [InlineData(typeof(Dictionary<Guid, int?>))]
    [InlineData(typeof(List<KeyValuePair<string, GoodGame.Card>>))]
    [InlineData(typeof(Tuple<int, string>))]
    [InlineData(typeof(BadGames.RecordKeys.At?))]
    [InlineData(typeof(System.Collections.Immutable.ImmutableArray<int>))]
    [InlineData(typeof(IReadOnlyList<DateTimeOffset>))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(Int128))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(GoodGame.Pile))]
    [InlineData(typeof(System.Text.Json.Nodes.JsonNode))]
    public void What_comes_back_as_it_went_in_may_be_state(Type type) => StateTypes.Check(type, "Game.Property");

    [Fact]
    public void What_is_marked_inside_a_collection_of_the_games_own_is_found() => StateTypes.HasMarks(typeof(GoodGame.Pile)).Should().BeTrue();

    [Fact]
    public void Each_bad_class_has_its_case()
    {
        var cases = typeof(GameClassTests).GetMethod(nameof(A_class_that_cannot_be_a_game_is_refused_by_the_name_of_its_member))!
            .GetCustomAttributes<InlineDataAttribute>().Select(data => (Type)data.GetData(null!).Single()[0]);

        typeof(BadGames).GetNestedTypes().Except([typeof(BadGames.WithField)]).Should().BeEquivalentTo(cases);
    }

    [Fact]
    public void A_class_that_keeps_the_rules_is_a_game()
    {
        var type = GameType.Of(typeof(GoodGame));

        type.Properties.Select(property => property.Name).Should().Equal("top", "cards", "trump", "count", "raw", "votes");
        type.MoveNames.Should().Equal("say");
        (type.HasAnyTimeMoves, type.HasTimers, type.HasBots, type.HasHidden, type.HasPrivate, type.HasVolatile).Should().Be((true, false, false, true, true, false));
        GameType.Of(typeof(Arena)).HasVolatile.Should().BeTrue();
        new Table<GoodGame>().As(0, game => game.Say("two", Speaking.Suit.Spades)).Result!.Value.To<string>().Should().Be("one two Spades 3");
        GameType.Of(typeof(GoodGame)).Should().BeSameAs(type, "it is made once");
    }

    [Fact]
    public void Two_games_of_one_name_cannot_be_offered_together()
    {
        var catalog = new GameCatalog().Add<HighCard>();

        catalog.Invoking(c => c.Add<HighCard>()).Should().Throw<GameClassException>().WithMessage("HighCard is named \"highcard\", as HighCard is*");
        catalog.Games.Should().Equal("highcard");
        (catalog.Has("highcard"), catalog.Has("whist"), catalog.Seats("highcard")).Should().Be((true, false, 3));
    }
}
