using GameServer.Engine;

namespace GameServer.Tests.Sdk;

/// <summary>Cards of which there are two of each, played openly from hidden hands; their colours are an enum.</summary>
[Game("twins", Seats = 2)]
public sealed class Twins : Game
{
    public enum Colour { Yellow, Purple }

    public record Card(Colour Colour, int Number, bool Wild);

    public record Played(int Seat, Card Card);

    public record Called(Colour Colour);

    [Secret] public List<Card> Deck { get; set; } = [];
    [Private] public List<Card>[] Hands { get; set; } = [];
    public List<Card> Pile { get; set; } = [];

    protected override void OnStart()
    {
        Card[] each = [new(Colour.Yellow, 1, false), new(Colour.Yellow, 2, false), new(Colour.Purple, 1, false), new(Colour.Purple, 1, true)];
        Deck = [.. each, .. each];
        Shuffle(Deck);
        Hands = [Deck.GetRange(0, 3), Deck.GetRange(3, 3)];
        Deck.RemoveRange(0, 6);
    }

    [Move]
    public void Play(int at)
    {
        Require(at >= 0 && at < Hands[Me].Count, "no such card");
        var card = Hands[Me][at];
        Hands[Me].RemoveAt(at);
        Pile.Add(card);
        Emit(new Played(Me, card));
        Emit(new Called(card.Wild ? Colour.Yellow : card.Colour));
        NextTurn();
        if (Hands.All(hand => hand.Count == 0)) End(null);
    }

    protected override IEnumerable<MoveOption> Legal(int seat) => Enumerable.Range(0, Hands[seat].Count).Select(at => Do(nameof(Play), at));
}

/// <summary>Shows everybody the card that goes from the secret deck to a hidden hand.</summary>
[Game("opendraw", Seats = 2)]
public sealed class OpenDraw : Game
{
    public record Drew(Twins.Card Card);

    [Secret] public List<Twins.Card> Deck { get; set; } = [];
    [Private] public List<Twins.Card>[] Hands { get; set; } = [[], []];

    protected override void OnStart() => Deck = [.. Enumerable.Range(1, 8).Select(number => new Twins.Card(Twins.Colour.Purple, number / 2, false))];

    [Move]
    public void Draw()
    {
        Hands[Me].Add(Deck[0]);
        Deck.RemoveAt(0);
        Emit(new Drew(Hands[Me][^1]));
        if (Deck.Count == 0) End(null);
        NextTurn();
    }

    protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Draw))];
}
