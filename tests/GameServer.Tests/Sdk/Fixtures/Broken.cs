using System.Text.Json;
using System.Text.Json.Serialization;
using GameServer.Engine;

namespace GameServer.Tests.Sdk;

/// <summary>Games that the class rules let pass and that break a promise in play.</summary>
public static class Broken
{
    /// <summary>Tells everybody what one seat drew.</summary>
    [Game("leak", Seats = 2)]
    public sealed class Leak : Game
    {
        public record Drawn(int Seat, int[] Hand);

        [Private] public int[][] Hands { get; set; } = [[], []];
        public int Moves { get; set; }

        [Move]
        public void Draw()
        {
            Hands[Me] = [Roll(50), Roll(50), Roll(50)];
            Emit(new Drawn(Me, Hands[Me]));
            if (++Moves == 4) End(null);
            NextTurn();
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Draw))];
    }

    /// <summary>Ticks, and trusts what players send.</summary>
    [Game("gates", Seats = 2, TickRate = 10)]
    public sealed class Gatekeeper : Game
    {
        public int[] Gates { get; set; } = new int[4];

        [Move(AnyTime = true)] public void Open(int gate) => Gates[gate]++;

        protected override void OnStart() => After(20, "end");

        protected override void OnTimer(string name) => End(null);

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Open), seat)];
    }

    /// <summary>Tells a secret word to one seat.</summary>
    [Game("whisper", Seats = 2)]
    public sealed class Whisper : Game
    {
        public record Hint(string Word);

        [Secret] public string Word { get; set; } = "elephant";

        [Move]
        public void Ask()
        {
            EmitTo(Me, new Hint(Word));
            End(null);
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Ask))];
    }

    /// <summary>Keeps what its own setter loses.</summary>
    [Game("lossy", Seats = 2)]
    public sealed class Lossy : Game
    {
        public List<int> Steps { get; set => field = [.. value.Take(3)]; } = [];

        [Move]
        public void Add()
        {
            Steps.Add(1);
            if (Steps.Count == 12) End(null);
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Add))];
    }

    /// <summary>Two names for one list: one list in memory, two after a restore.</summary>
    [Game("alias", Seats = 2)]
    public sealed class Alias : Game
    {
        public List<int> First { get; set; } = [];
        public List<int> Second { get; set; } = [];

        protected override void OnStart() => Second = First;

        [Move]
        public void Add()
        {
            First.Add(1);
            if (First.Count == 8) End(null);
            NextTurn();
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Add))];
    }

    /// <summary>Plays by the order of a dictionary from which entries were removed.</summary>
    [Game("order", Seats = 2)]
    public sealed class Order : Game
    {
        public Dictionary<string, int> Cards { get; set; } = new() { ["a"] = 1, ["b"] = 2, ["c"] = 3, ["d"] = 4 };
        public int Next { get; set; } = 5;

        [Move]
        public void Take(int index)
        {
            Require(index >= 0 && index < Cards.Count, "no such card");
            Cards.Remove(Cards.Keys.ElementAt(index));
        }

        [Move]
        public void Put()
        {
            Cards[$"card{Next}"] = Next++;
            if (Next == 30) End(null);
        }

        protected override IEnumerable<MoveOption> Legal(int seat) =>
            Enumerable.Range(0, Cards.Count).Select(i => Do(nameof(Take), i)).Append(Do(nameof(Put)));
    }

    /// <summary>Compares in a way that no snapshot tells.</summary>
    [Game("caseless", Seats = 2)]
    public sealed class Caseless : Game
    {
        public int Moves { get; set; }
        public Dictionary<string, int> Words { get; set; } = new(StringComparer.OrdinalIgnoreCase);

        [Move]
        public void Say(string word)
        {
            Words[word] = ++Moves;
            if (Moves == 20) End(null);
            NextTurn();
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Say), Moves % 2 == 0 ? "Tea" : "tea")];
    }

    /// <summary>Goes round and round.</summary>
    [Game("endless", Seats = 2)]
    public sealed class Endless : Game
    {
        [Move] public void Pass() => NextTurn();

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Pass))];
    }

    /// <summary>Ticks for ever.</summary>
    [Game("endlessticks", Seats = 1, TickRate = 1)]
    public sealed class EndlessTicks : Game
    {
        public int Count { get; set; }
        protected override void OnTick(double dt) => Count++;
    }

    /// <summary>Comes to a point where nobody can do anything.</summary>
    [Game("deadend", Seats = 2)]
    public sealed class DeadEnd : Game
    {
        public int Moves { get; set; }
        [Move] public void Go() => Moves++;
        protected override IEnumerable<MoveOption> Legal(int seat) => Moves < 3 ? [Do(nameof(Go))] : [];
    }

    /// <summary>Lists what it refuses.</summary>
    [Game("liar", Seats = 2)]
    public sealed class Liar : Game
    {
        public int Moves { get; set; }

        [Move]
        public void Go()
        {
            Require(Moves < 2, "enough");
            Moves++;
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Go))];
    }

    /// <summary>Chooses by what the seat may not see.</summary>
    [Game("peek", Seats = 2)]
    public sealed class Peek : Game
    {
        [Private] public List<int>[] Hands { get; set; } = [];
        protected override void OnStart() => Hands = [[1], [2]];
        [Move] public void Play(int card) => End(card);
        protected override IEnumerable<MoveOption> Legal(int seat) => Hands[1 - seat].Select(card => Do(nameof(Play), card));
    }

    /// <summary>Chooses by a number that is counted from what nobody may see.</summary>
    [Game("counting", Seats = 2)]
    public sealed class Counting : Game
    {
        [Secret] public List<int> Deck { get; set; } = [];
        public int Left => Deck.Count;
        protected override void OnStart() => Deck = [1, 2, 3];
        [Move] public void Draw()
        {
            Require(Deck.Count > 0, "none left");
            Deck.RemoveAt(0);
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => Left > 0 ? [Do(nameof(Draw))] : [];
    }

    /// <summary>Chooses by a number that cannot be had without the others' cards.</summary>
    [Game("longest", Seats = 2)]
    public sealed class Longest : Game
    {
        [Private] public List<int>[] Hands { get; set; } = [[1], [2]];
        public int Most => Hands.Max(hand => hand.Count);
        [Move] public void Play() => End(null);
        protected override IEnumerable<MoveOption> Legal(int seat) => Most > 0 ? [Do(nameof(Play))] : [];
    }

    /// <summary>Trusts its arguments.</summary>
    [Game("trusting", Seats = 2)]
    public sealed class Trusting : Game
    {
        public int[] Cells { get; set; } = new int[3];

        [Move]
        public void Mark(int cell)
        {
            Cells[cell]++;
            if (Cells.Sum() == 5) End(null);
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Mark), 1)];
    }

    /// <summary>Throws in the middle of a legal game.</summary>
    [Game("crash", Seats = 2)]
    public sealed class Crash : Game
    {
        public int Moves { get; set; }

        [Move]
        public void Go()
        {
            if (++Moves == 3) throw new InvalidOperationException("three");
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Go))];
    }

    /// <summary>Never starts.</summary>
    [Game("unborn", Seats = 2)]
    public sealed class Unborn : Game
    {
        protected override void OnStart() => throw new InvalidOperationException("no");
    }

    /// <summary>Rolls chance that is not the runtime's.</summary>
    [Game("moody", Seats = 2)]
    public sealed class Moody : Game
    {
        private static readonly int[] Mood = new int[1];

        public int Value { get; set; }

        [Move]
        public void Go()
        {
            Value = Mood[0]++;
            End(null);
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Go))];
    }

    /// <summary>Changes its public state without a word to clients that live by its words.</summary>
    [Game("silent", Seats = 2, Patches = false)]
    public sealed class Silent : Game
    {
        public int Moves { get; set; }

        [Move]
        public void Go()
        {
            if (++Moves == 3) End(null);
        }

        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Go))];
    }

    /// <summary>Its picture moves the things it shows.</summary>
    [Game("frames", Seats = 1, TickRate = 30)]
    public sealed class FrameThatPlays : Game
    {
        public int Count { get; set; }
        protected override void OnStart() => After(20, "end");
        protected override void OnTimer(string name) => End(null);
        protected override object Frame() => Count++;
    }

    /// <summary>Its picture cannot be drawn.</summary>
    [Game("noframe", Seats = 1, TickRate = 30)]
    public sealed class FrameThatThrows : Game
    {
        protected override void OnStart() => After(20, "end");
        protected override void OnTimer(string name) => End(null);
        protected override object Frame() => throw new InvalidOperationException("dark");
    }

    /// <summary>A type that JSON writes and cannot read.</summary>
    [Game("oneway", Seats = 2)]
    public sealed class OneWay : Game
    {
        [JsonConverter(typeof(Writer))] public sealed record Card(int Face);

        public Card? Top { get; set; }
        protected override void OnStart() => Top = new(3);
        [Move] public void Go() => End(null);
        protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Go))];

        private sealed class Writer : JsonConverter<Card>
        {
            public override Card Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("written only");
            public override void Write(Utf8JsonWriter writer, Card value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Face);
        }
    }
}
