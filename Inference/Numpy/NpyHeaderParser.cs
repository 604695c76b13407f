using System.Globalization;

namespace OnnxForge.Numpy;

/// <summary>Reads the Python dictionary in an .npy header; it knows the literals that NumPy writes there and nothing else.</summary>
internal ref struct NpyHeaderParser
{
    private readonly string _where;
    private readonly string _text;
    private int _position;

    private NpyHeaderParser(string where, string text)
    {
        _where = where;
        _text = text;
    }

    public static NpyHeader Parse(string where, string text) => new NpyHeaderParser(where, text).Dictionary();

    private NpyHeader Dictionary()
    {
        string? descr = null;
        bool? fortranOrder = null;
        long[]? shape = null;
        Require('{');
        while (!Accept('}'))
        {
            var key = Text();
            Require(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = Descr();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = Boolean();
                    break;
                case "shape" when shape is null:
                    shape = Tuple();
                    break;
                default:
                    throw Malformed();
            }

            if (!Accept(','))
            {
                Require('}');
                break;
            }
        }

        SkipSpace();
        return _position == _text.Length && descr is not null && fortranOrder is { } order && shape is not null
            ? new NpyHeader(descr, order, shape)
            : throw Malformed();
    }

    private string Descr()
    {
        SkipSpace();
        return _position < _text.Length && _text[_position] is ('[' or '(')
            ? throw NpyErrors.Format(_where, "one element type", "a structured dtype with fields", "Save each field as an array of its own")
            : Text();
    }

    private string Text()
    {
        SkipSpace();
        if (_position >= _text.Length || _text[_position] is not ('\'' or '"'))
        {
            throw Malformed();
        }

        var end = _text.IndexOf(_text[_position], _position + 1);
        if (end < 0)
        {
            throw Malformed();
        }

        var text = _text[(_position + 1)..end];
        _position = end + 1;
        return text;
    }

    private bool Boolean()
    {
        SkipSpace();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (string.CompareOrdinal(_text, _position, word, 0, word.Length) == 0)
            {
                _position += word.Length;
                return value;
            }
        }

        throw Malformed();
    }

    private long[] Tuple()
    {
        var dims = new List<long>();
        Require('(');
        while (!Accept(')'))
        {
            dims.Add(Integer());
            // Python 2 wrote long integers with this suffix.
            Accept('L');
            if (!Accept(','))
            {
                Require(')');
                break;
            }
        }

        return [.. dims];
    }

    private long Integer()
    {
        SkipSpace();
        var start = _position;
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
        {
            _position++;
        }

        return long.TryParse(_text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Malformed();
    }

    private bool Accept(char character)
    {
        SkipSpace();
        if (_position >= _text.Length || _text[_position] != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Require(char character)
    {
        if (!Accept(character))
        {
            throw Malformed();
        }
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is (' ' or '\n' or '\t' or '\r'))
        {
            _position++;
        }
    }

    private readonly NpyError Malformed()
    {
        var text = _text.Trim();
        return NpyErrors.Format(
            _where, "a header {'descr': ..., 'fortran_order': ..., 'shape': ..., }", text.Length <= 120 ? text : text[..120] + "...", "The file is damaged: save the array again");
    }
}
