using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace GameServer.Operations;

/// <summary>One value an operator may set: where it stands in the configuration, and in <see cref="GameServerOptions"/>.</summary>
internal sealed class Setting
{
    private readonly IReadOnlyList<PropertyInfo> _way;

    private Setting(string key, IReadOnlyList<PropertyInfo> way) => (Key, _way) = (key, way);

    /// <summary>Every setting there is, by key.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Of(typeof(GameServerOptions), "", []).OrderBy(setting => setting.Key, StringComparer.Ordinal)];

    /// <summary>Its key inside the section, such as <c>Limits:MaxRooms</c>.</summary>
    public string Key { get; }

    private PropertyInfo Property => _way[^1];

    public object? Get(GameServerOptions options)
    {
        object? value = options;
        foreach (var property in _way) value = property.GetValue(value);
        return value;
    }

    /// <summary>The value as an operator would write it; of a secret, only that there is one.</summary>
    public string Show(GameServerOptions options) => Get(options) switch
    {
        string { Length: > 0 } when Property.IsDefined(typeof(SecretAttribute)) => "***",
        bool isOn => isOn ? "true" : "false",
        IEnumerable<string> list => string.Join(", ", list),
        Enum word => word.ToString().ToLowerInvariant(),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Takes the value of <paramref name="section"/> over. False: it does not fit the setting's type.</summary>
    public bool TrySet(GameServerOptions options, IConfigurationSection section)
    {
        if (!TryRead(section, out var value)) return false;
        object owner = options;
        foreach (var property in _way.SkipLast(1)) owner = property.GetValue(owner)!;
        Property.SetValue(owner, value);
        return true;
    }

    /// <summary>What the setting takes, as the end of a sentence.</summary>
    public string Expected => Property switch
    {
        { PropertyType.IsEnum: true } p => "one of " + string.Join(", ", Enum.GetNames(p.PropertyType)).ToLowerInvariant(),
        _ when Range is { } range => string.Create(
            CultureInfo.InvariantCulture, $"a whole number from {range.Minimum:N0} to {range.Maximum:N0}"),
        { PropertyType: var type } when type == typeof(string) => "a text",
        { PropertyType: var type } when type == typeof(bool) => "true or false",
        _ => "a list, separated by commas",
    };

    /// <summary>Whether the value is within the setting's bounds.</summary>
    public bool IsWithinBounds(GameServerOptions options) => Get(options) switch
    {
        int number when Range is { } range => number >= (int)range.Minimum && number <= (int)range.Maximum,
        Enum word => Enum.IsDefined(Property.PropertyType, word),
        string text => text.Length > 0 || !Property.IsDefined(typeof(RequiredAttribute)),
        _ => true,
    };

    private RangeAttribute? Range => Property.GetCustomAttribute<RangeAttribute>();

    private bool TryRead(IConfigurationSection section, out object? value)
    {
        var text = section.Value;
        if (Property.PropertyType == typeof(IReadOnlyList<string>))
        {
            var items = text is null ? section.GetChildren().Select(item => item.Value ?? "") : text.Split(',');
            value = items.Select(item => item.Trim()).Where(item => item.Length > 0).ToArray();
            return true;
        }
        value = text;
        if (text is null) return false;
        if (Property.PropertyType == typeof(string)) return true;
        if (Property.PropertyType == typeof(bool))
        {
            value = string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
            return bool.TryParse(text, out _);
        }
        if (Property.PropertyType.IsEnum)
        {
            var isName = Enum.GetNames(Property.PropertyType).Contains(text, StringComparer.OrdinalIgnoreCase);
            return isName && Enum.TryParse(Property.PropertyType, text, ignoreCase: true, out value);
        }
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        value = number;
        return isNumber;
    }

    private static IEnumerable<Setting> Of(Type type, string prefix, IReadOnlyList<PropertyInfo> way)
    {
        foreach (var property in type.GetProperties())
        {
            var key = prefix + (property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name);
            IReadOnlyList<PropertyInfo> here = [.. way, property];
            var isGroup = property.PropertyType is { IsClass: true } group && group != typeof(string);
            foreach (var setting in isGroup ? Of(property.PropertyType, key + ":", here) : [new Setting(key, here)]) yield return setting;
        }
    }
}

/// <summary>A setting whose value is never shown.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute;
