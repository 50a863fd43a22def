code = (lambda: 0).__code__.replace(co_code=bytes([100, 255]) * 50, co_consts=())
exec(code)
