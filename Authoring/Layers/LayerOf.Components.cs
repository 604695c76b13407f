using System.Collections;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

// The fields are the truth, and TorchSharp's tables follow them: every way into the module tree brings the tables up to date first, so that
// a subclass need not call RegisterComponents and may make sub-layers in Build.
public abstract partial class Layer<TInput, TOutput>
{
    private readonly HashSet<string> fromFields = [];
    private bool disposed;
    private bool replacing;

    /// <inheritdoc/>
    public override IEnumerable<(string name, nn.Module module)> named_children()
    {
        RegisterComponents();
        return base.named_children();
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, nn.Module module)> named_modules()
    {
        RegisterComponents();
        return base.named_modules();
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
    {
        RegisterComponents();
        return base.named_parameters(recurse);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
    {
        RegisterComponents();
        return base.named_buffers(recurse, include_nonpersistent);
    }

    /// <inheritdoc/>
    public override nn.Module apply(Action<nn.Module> fn)
    {
        RegisterComponents();
        return base.apply(fn);
    }

    /// <inheritdoc/>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        RegisterComponents();
        return base.state_dict(destination, prefix);
    }

    /// <summary>Brings the tables of sub-modules, parameters and buffers up to date with the fields.</summary>
    protected override void RegisterComponents()
    {
        if (disposed || replacing) return;
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var (childName, child) in _internal_submodules)
        {
            if (!fromFields.Contains(childName)) seen.Add(child);
        }
        foreach (var (field, fieldName) in ComponentFields.Of(GetType()))
        {
            switch (field.GetValue(this))
            {
                case nn.Module child:
                    SetChild(fieldName, seen.Add(child) ? child : null);
                    break;
                case Parameter parameter:
                    if (TensorName(parameter) is null) ConditionallyRegisterParameter(fieldName, parameter);
                    break;
                case Tensor tensor when field.IsInitOnly:
                    if (TensorName(tensor) is null) ConditionallyRegisterBuffer(fieldName, tensor);
                    break;
                case IReadOnlyCollection<nn.Module?> list:
                    SetChildren(fieldName, list.Select((child, index) => (index.ToString(), child)), seen);
                    break;
                case IDictionary dictionary when dictionary.Values.Cast<object?>().FirstOrDefault() is nn.Module or null:
                    SetChildren(fieldName, dictionary.Keys.Cast<object>().Select(key => ($"{key}", dictionary[key] as nn.Module)), seen);
                    break;
                case null when fromFields.Contains(fieldName):
                    SetChild(fieldName, null);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        RegisterComponents();
        var held = ComponentFields.Of(GetType()).Select(component => component.Field)
            .Select(field => (Field: field, Name: TensorName(field.GetValue(this)))).Where(pair => pair.Name is not null).ToList();
        // TorchSharp replaces the tensors and disposes the old ones; a field of another name than its tensor keeps the old one, which must not come back into the tables.
        replacing = true;
        var order = SetVariablesAside();
        try
        {
            base._toEpilog(dtype, device, non_blocking);
        }
        finally
        {
            var moved = order.Select(item => (item.Name, Weight: item.Weight is Variable variable ? variable.MovedTo(dtype, device) : _internal_params[item.Name])).ToList();
            _internal_params.Clear();
            foreach (var (weightName, weight) in moved) _internal_params.Add(weightName, weight);
            replacing = false;
        }
        foreach (var (field, tensorName) in held)
            field.SetValue(this, _internal_params.TryGetValue(tensorName!, out var parameter) ? parameter : _internal_buffers[tensorName!].Item1);
    }

    // TorchSharp makes plain parameters of what it moves, which the field of a variable cannot hold. Gives all weights in their order.
    private List<(string Name, Parameter Weight)> SetVariablesAside()
    {
        var order = new List<(string Name, Parameter Weight)>();
        foreach (var (weightName, weight) in _internal_params) order.Add((weightName, weight));
        foreach (var (weightName, weight) in order)
        {
            if (weight is Variable) _internal_params.Remove(weightName);
        }
        return order;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        disposed = true;
    }

    private string? TensorName(object? value)
    {
        if (value is not Tensor) return null;
        foreach (var (parameterName, parameter) in _internal_params)
        {
            if (ReferenceEquals(parameter, value)) return parameterName;
        }
        foreach (var (bufferName, (buffer, _)) in _internal_buffers)
        {
            if (ReferenceEquals(buffer, value)) return bufferName;
        }
        return null;
    }

    private void SetChildren(string childName, IEnumerable<(string Name, nn.Module? Module)> children, HashSet<object> seen)
    {
        var found = children.Where(child => child.Module is not null && seen.Add(child.Module)).ToList();
        _internal_submodules.TryGetValue(childName, out var known);
        if (found.Count == 0 && known is not ComponentList) return;
        var list = known as ComponentList ?? new ComponentList();
        list.Set(found!);
        SetChild(childName, list);
    }

    private void SetChild(string childName, nn.Module? child)
    {
        if (_internal_submodules.TryGetValue(childName, out var known))
        {
            if (ReferenceEquals(known, child)) return;
            _internal_submodules.Remove(childName);
        }
        if (child is null) return;
        register_module(childName, child);
        fromFields.Add(childName);
    }
}
