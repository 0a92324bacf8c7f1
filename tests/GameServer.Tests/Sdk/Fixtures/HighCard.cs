using GameServer.Engine;

namespace GameServer.Tests.Sdk;

[Game("highcard", Seats = 3)]
public sealed class HighCard : Game
{
    public record Dealt(int[] Hand);
    public record Played(int Seat, int Card);
    public record Taken(int Seat);

    [Secret] public List<int> Deck { get; set; } = [];
    [Private] public List<int>[] Hands { get; set; } = [];
    public int?[] Pile { get; set; } = [];
    public int[] Score { get; set; } = [];

    protected override void OnStart()
    {
        Deck = [.. Enumerable.Range(1, 52)];
        Shuffle(Deck);
        Hands = [.. Enumerable.Range(0, Seats).Select(s => Deck.GetRange(s * 5, 5))];
        Deck.RemoveRange(0, Seats * 5);
        (Pile, Score) = (new int?[Seats], new int[Seats]);
        for (var s = 0; s < Seats; s++) EmitTo(s, new Dealt([.. Hands[s]]));
    }

    [Move] public void Play(int card)
    {
        Require(Hands[Me].Remove(card), "you do not hold that card");
        Pile[Me] = card;
        Emit(new Played(Me, card));
        if (Pile.Contains(null)) { NextTurn(); return; }
        Turn = Array.IndexOf(Pile, Pile.Max());               // the highest card takes the pile and leads
        Score[Turn]++;
        Emit(new Taken(Turn));
        Pile = new int?[Seats];
        if (Hands.All(hand => hand.Count == 0)) End($"best score {Score.Max()}");
    }

    protected override IEnumerable<MoveOption> Legal(int seat) => Hands[seat].Select(card => Do(nameof(Play), card));
}
