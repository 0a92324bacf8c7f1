using System.Text.Json;
using System.Text.Json.Serialization;
using GameServer.Engine;

namespace GameServer.Tests.Fakes;

/// <summary>People come and go during its match, and it fails at what it was told to.</summary>
[Game("frail", Seats = 4, MinSeats = 1, DropIn = true)]
public sealed class Frail : Game
{
    public string Fails { get; set; } = "";

    [Move(AnyTime = true)] public void Break(string what) => Fails = what;

    protected override void OnJoin(int seat) => Check("join");
    protected override void OnLeave(int seat) => Check("leave");

    private void Check(string what)
    {
        if (Fails == what) throw new InvalidOperationException(what);
    }
}

/// <summary>Cannot be made where <see cref="Fails"/> says so.</summary>
[Game("unmade", Seats = 2)]
public sealed class Unmade : Game
{
    public static readonly AsyncLocal<bool> Fails = new();

    public int Die { get; set; }

    public Unmade()
    {
        if (Fails.Value) Die = Roll(6);
    }

    [Move(AnyTime = true)] public void Finish() => End("done");
}

/// <summary>Ticks, and fails at a tick or at its clock when its player steers it to; it may take its time, too.</summary>
[Game("pulse", Seats = 1, TickRate = 10, Patches = false)]
public sealed class Pulse : Game
{
    public record struct Stick(bool Fails, double Seconds);

    public static readonly AsyncLocal<ManualTime?> Time = new();

    public int Ticked { get; set; }

    protected override void OnTick(double dt)
    {
        var stick = Input<Stick>(0);
        if (stick.Seconds > 0 && Time.Value is { } time)
        {
            Time.Value = null; // once
            time.Advance(stick.Seconds);
        }
        if (stick.Fails) throw new InvalidOperationException("tick");
    }

    protected override object Frame() => Ticks;
}

/// <summary>Strikes every second; every other stroke fails, or takes its time.</summary>
[Game("chimes", Seats = 1)]
public sealed class Chimes : Game
{
    public static readonly AsyncLocal<(ManualTime Time, double Seconds)?> Slow = new();

    public int Strokes { get; set; }

    protected override void OnStart() => After(1, "good");

    protected override void OnTimer(string name)
    {
        if (Slow.Value is { } slow)
        {
            Slow.Value = null; // once
            slow.Time.Advance(slow.Seconds);
        }
        if (name == "bad") throw new InvalidOperationException("stroke");
        Strokes++;
        After(0.5, "bad");
        After(1, "good");
    }
}

/// <summary>Once it shows a five its state can be written and not read, so that not even its failed step can be undone.</summary>
[Game("oneway", Seats = 1)]
public sealed class OneWay : Game
{
    public record Flipped(int Face);

    [JsonConverter(typeof(Writer))] public sealed record Card(int Face);

    public Card Top { get; set; } = new(3);

    [Move]
    public void Flip(int face)
    {
        Top = new(face);
        Emit(new Flipped(face));
        if (face == 0) throw new InvalidOperationException("blank");
    }

    private sealed class Writer : JsonConverter<Card>
    {
        public override Card Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetInt32() is var face and not 5 ? new Card(face) : throw new NotSupportedException("one way");

        public override void Write(Utf8JsonWriter writer, Card value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Face);
    }
}
