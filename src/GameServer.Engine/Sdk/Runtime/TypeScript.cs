using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GameServer.Engine;

/// <summary>
/// Names in TypeScript what a C# type looks like on the wire. It asks the settings that write the values themselves, so that it cuts what they
/// cut. What only a value tells (an <c>object</c>, a converter of one's own) and what holds itself is <c>unknown</c>.
/// </summary>
internal sealed class TypeScript
{
    private const string Unknown = "unknown";

    private static readonly HashSet<Type> Numbers =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128),
        typeof(Half), typeof(float), typeof(double), typeof(decimal),
    ];

    private static readonly HashSet<Type> Texts =
    [
        typeof(string), typeof(char), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Uri),
        typeof(Version), typeof(byte[]), typeof(Memory<byte>), typeof(ReadOnlyMemory<byte>),
    ];

    private static readonly HashSet<string> Reserved =
    [
        .. ("arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if "
            + "implements import in instanceof interface let new null package private protected public return static super switch this throw true try "
            + "typeof var void while with yield").Split(' '),
    ];

    private readonly JsonSerializerOptions _options;

    private TypeScript(JsonSerializerOptions options) => _options = options;

    /// <summary>As all see it: the public state, events, results.</summary>
    public static TypeScript Public { get; } = new(GameJson.Public);

    /// <summary>What one seat sees beyond that.</summary>
    public static TypeScript Mine { get; } = new(GameJson.Mine);

    /// <summary>As the game reads what a player sends.</summary>
    public static TypeScript Sent { get; } = new(GameJson.Strict);

    private bool IsSent => this == Sent;

    /// <summary>A member's name, in quotes where it must have them.</summary>
    public static string Name(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$') ? name : Quoted(name);

    /// <summary>A parameter's name: only readers see it.</summary>
    public static string ParameterName(string name) => Reserved.Contains(name) ? $"_{name}" : name;

    /// <summary>The value of a property; of a list by seat one element, for its seat.</summary>
    public string Of(PropertyInfo property) => Of(property, []);

    /// <summary>An argument, or what a method returns.</summary>
    public string Of(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(void) ? "void" : Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter), []);

    /// <summary>A value that is there.</summary>
    public string Of(Type type) => Of(type, null, []);

    private string Of(PropertyInfo property, Type[] inside)
    {
        var known = new NullabilityInfoContext().Create(property);
        if (this != Mine || !Marks.IsPrivate(property)) return Of(property.PropertyType, known, inside);
        var element = SeatList.ElementOf(property.PropertyType)!;
        return Public.Of(element, Part(known, element), inside); // below it nothing is private any more
    }

    private string Of(Type type, NullabilityInfo? known, Type[] inside)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return OrNull(Whole(value, known, inside));
        var mayBeNull = !type.IsValueType && known is not null && (IsSent ? known.WriteState : known.ReadState) != NullabilityState.NotNull;
        return mayBeNull ? OrNull(Whole(type, known, inside)) : Whole(type, known, inside);
    }

    private string Whole(Type type, NullabilityInfo? known, Type[] inside)
    {
        if (type == typeof(bool)) return "boolean";
        if (Numbers.Contains(type)) return "number";
        if (Texts.Contains(type)) return "string";
        if (type.IsEnum) return Enum(type);
        if (inside.Contains(type) || InfoOf(type) is not { } json) return Unknown;
        inside = [.. inside, type];
        return json.Kind switch
        {
            JsonTypeInfoKind.Enumerable => $"{InList(Of(json.ElementType!, Part(known, json.ElementType!), inside))}[]",
            JsonTypeInfoKind.Dictionary => $"Record<string, {Of(json.ElementType!, Part(known, json.ElementType!), inside)}>",
            JsonTypeInfoKind.Object when json.PolymorphismOptions is { } kinds => string.Join(" | ", kinds.DerivedTypes.Select(kind => Kind(kinds, kind, inside))),
            JsonTypeInfoKind.Object => Braced(Members(json, known, inside)),
            _ => Unknown,
        };
    }

    private string Kind(JsonPolymorphismOptions kinds, JsonDerivedType kind, Type[] inside)
    {
        var members = InfoOf(kind.DerivedType) is { } json ? Members(json, null, [.. inside, kind.DerivedType]) : [];
        return Braced(kind.TypeDiscriminator is null ? members : members.Prepend($"{Name(kinds.TypeDiscriminatorPropertyName)}: {(kind.TypeDiscriminator is string mark ? Quoted(mark) : kind.TypeDiscriminator)}"));
    }

    private IEnumerable<string> Members(JsonTypeInfo json, NullabilityInfo? known, Type[] inside) => json.Properties
        .Where(property => IsSent ? property.Set is not null || property.AssociatedParameter is not null : property.Get is not null)
        .Select(property => $"{Name(property.Name)}{(IsOptional(json.Type, property) ? "?" : "")}: {Of(property, known, inside)}");

    private string Of(JsonPropertyInfo property, NullabilityInfo? owner, Type[] inside)
    {
        if (property.AttributeProvider is not PropertyInfo declared) return Of(property.PropertyType, null, inside);
        // Whether a type's argument may be null is said where the type is used.
        return Argument(declared) is { } place ? Of(declared.PropertyType, owner?.GenericTypeArguments.ElementAtOrDefault(place), inside) : Of(declared, inside);
    }

    private static int? Argument(PropertyInfo property) =>
        property.DeclaringType is { IsGenericType: true } owner && owner.GetGenericTypeDefinition().GetProperty(property.Name)?.PropertyType is { IsGenericParameter: true } type
            ? type.GenericParameterPosition
            : null;

    // A struct's reader would take it without any of its members: who leaves one out of an input has forgotten it.
    private bool IsOptional(Type owner, JsonPropertyInfo property) => IsSent
        ? !owner.IsValueType && !property.IsRequired && property.AssociatedParameter is not { HasDefaultValue: false }
        : property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: not JsonIgnoreCondition.Never }, ..];

    private string Enum(Type type)
    {
        if (type.IsDefined(typeof(FlagsAttribute)) || type.GetEnumValues() is not { Length: > 0 } values) return "string";
        return string.Join(" | ", values.Cast<object>().Select(value => Literal(JsonSerializer.SerializeToElement(value, type, _options))).Distinct());
    }

    /// <summary>How a type is written, member by member; null where that is its own or the system's affair.</summary>
    private JsonTypeInfo? InfoOf(Type type)
    {
        try
        {
            var json = _options.GetTypeInfo(type);
            var isOpen = json.Kind != JsonTypeInfoKind.Object || !StateTypes.IsOfSystem(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
            return isOpen ? json : null;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException) // Nor could a value of it be written.
        {
            return null;
        }
    }

    private static NullabilityInfo? Part(NullabilityInfo? known, Type element) =>
        known?.ElementType ?? known?.GenericTypeArguments.LastOrDefault(part => part.Type == element);

    private static string OrNull(string type) => type == Unknown ? type : $"{type} | null";

    private static string InList(string element) => IsUnion(element) ? $"({element})" : element;

    // What is joined inside brackets is held together by them.
    private static bool IsUnion(string type)
    {
        var depth = 0;
        return type.Any(c =>
        {
            depth += c is '{' or '(' or '<' ? 1 : c is '}' or ')' or '>' ? -1 : 0;
            return depth == 0 && c == '|';
        });
    }

    private static string Braced(IEnumerable<string> members) => string.Join("; ", members) is { Length: > 0 } all ? $"{{ {all} }}" : "{}";

    private static string Literal(JsonElement json) => json.ValueKind == JsonValueKind.String ? Quoted(json.GetString()!) : json.GetRawText();

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";
}
